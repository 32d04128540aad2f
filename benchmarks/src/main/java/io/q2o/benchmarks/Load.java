package io.q2o.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Callers of one address. Every load ends after a time or a number of requests. */
final class Load {
    static final int CALLERS = 64;

    private static final int MOST_CONNECTIONS = 400;
    private static final long LONGEST_NANOS = Duration.ofSeconds(60).toNanos();
    private static final int LONGEST_WARM_UP = 5;
    private static final int WARM_UP_TURNS = 4;
    private static final long STOP = Long.MIN_VALUE;

    private final int port;
    private final LongFunction<byte[]> requests;
    private final Answered answered;

    /** Told of every answer. */
    interface Answered {
        /** The request was carried out. */
        void at(long nanos, Caller.Answer answer);

        /**
         * The n-th request was not, or nobody knows.
         *
         * @param status 0 if the connection broke
         */
        default void refused(long n, int status) {}
    }

    /**
     * @param requests the n-th request; called by many threads
     */
    Load(int port, LongFunction<byte[]> requests, Answered answered) {
        this.port = port;
        this.requests = requests;
        this.answered = answered;
    }

    /**
     * What a closed loop reached.
     *
     * @param bad answers with a status of 300 and more, and broken connections
     * @param latencies of all answers, in nanoseconds
     */
    record Reached(long good, long bad, long nanos, Histogram latencies) {
        double perSecond() {
            return good * 1e9 / nanos;
        }
    }

    /** Latencies of an open loop, counted from the moment a request was due. */
    record Latencies(Histogram nanos, long bad) {}

    /** Callers that ask again as soon as they are answered, for a time. */
    Reached closed(Duration time) {
        return closed(Long.MAX_VALUE, time);
    }

    /** Callers that ask again as soon as they are answered, so often. */
    Reached closed(long count, Duration time) {
        return closed(CALLERS, count, time);
    }

    /** So many callers that ask again as soon as they are answered, for a time. */
    Reached closedBy(int callers, Duration time) {
        return closed(callers, Long.MAX_VALUE, time);
    }

    /**
     * Callers that ask until they are answered no faster any more: compilers of a JVM need minutes
     * where the load leaves them little.
     *
     * @param least at least so long, and at most {@value #LONGEST_WARM_UP} times
     */
    void warmUp(Duration least) {
        var began = System.nanoTime();
        var best = 0.0;
        for (int turns = 1, since = 0; turns <= LONGEST_WARM_UP * WARM_UP_TURNS; turns++) {
            var reached = closed(least.dividedBy(WARM_UP_TURNS)).perSecond();
            since = reached > best * 1.03 ? 0 : since + 1;
            best = Math.max(best, reached);
            if (since >= 3 && System.nanoTime() - began >= least.toNanos()) {
                return;
            }
        }
    }

    private Reached closed(int callers, long count, Duration time) {
        var numbers = new AtomicLong();
        var latencies = new ConcurrentHistogram(LONGEST_NANOS, 3);
        var good = new LongAdder();
        var bad = new LongAdder();
        var began = System.nanoTime();
        var until = began + time.toNanos();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < callers; i++) {
            threads.add(
                    Thread.startVirtualThread(() -> {
                        try (var caller = new Caller(port)) {
                            while (System.nanoTime() < until) {
                                var n = numbers.getAndIncrement();
                                if (n >= count) {
                                    return;
                                }
                                var sent = System.nanoTime();
                                if (send(caller, n)) {
                                    good.increment();
                                } else {
                                    bad.increment();
                                }
                                latencies.recordValue(
                                        Math.clamp(System.nanoTime() - sent, 0, LONGEST_NANOS));
                            }
                        } catch (IOException broken) {
                            bad.increment();
                        }
                    }));
        }
        threads.forEach(Load::join);
        return new Reached(good.sum(), bad.sum(), System.nanoTime() - began, latencies);
    }

    private boolean send(Caller caller, long n) throws IOException {
        try {
            var answer = caller.send(requests.apply(n));
            if (answer.isGood()) {
                answered.at(System.nanoTime(), answer);
            } else {
                answered.refused(n, answer.status());
            }
            return answer.isGood();
        } catch (IOException broken) {
            answered.refused(n, 0);
            throw broken;
        }
    }

    /**
     * Requests that come at a fixed rate, whether the ones before are answered or not; one that has
     * to wait for a connection waits on its own account.
     */
    Latencies open(double perSecond, Duration time) throws IOException {
        var latencies = new ConcurrentHistogram(LONGEST_NANOS, 3);
        var bad = new LongAdder();
        var count = (long) (perSecond * time.toNanos() / 1e9);
        var due = new ArrayBlockingQueue<Long>((int) count + MOST_CONNECTIONS);
        var numbers = new AtomicLong();
        var threads = new ArrayList<Thread>();
        var connections = (int) Math.clamp(perSecond / 2, 8, MOST_CONNECTIONS);
        for (int i = 0; i < connections; i++) {
            var caller = new Caller(port);
            threads.add(
                    Thread.startVirtualThread(() -> work(caller, due, numbers, latencies, bad)));
        }
        var began = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100);
        // not in step with anything that happens at regular times
        var jitter = ThreadLocalRandom.current();
        for (long n = 0; n < count; n++) {
            var at = began + (long) ((n + jitter.nextDouble()) * 1e9 / perSecond);
            for (long left; (left = at - System.nanoTime()) > 0; ) {
                LockSupport.parkNanos(left);
            }
            due.add(at);
        }
        threads.forEach(_ -> due.add(STOP));
        threads.forEach(Load::join);
        return new Latencies(latencies, bad.sum());
    }

    private void work(
            Caller caller,
            ArrayBlockingQueue<Long> due,
            AtomicLong numbers,
            Histogram latencies,
            LongAdder bad) {
        try (caller) {
            for (long at; (at = due.take()) != STOP; ) {
                var answer = caller.send(requests.apply(numbers.getAndIncrement()));
                var now = System.nanoTime();
                latencies.recordValue(Math.clamp(now - at, 0, LONGEST_NANOS));
                if (answer.isGood()) {
                    answered.at(now, answer);
                } else {
                    bad.increment();
                }
            }
        } catch (IOException broken) {
            bad.increment();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
