package io.q2o.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The tenants that every figure works on. */
final class Tenants {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final int ATTEMPTS = 20;

    private final Stack stack;
    private final int count;
    private final ReadModelFeed feed;

    Tenants(Stack stack, int count, ReadModelFeed feed) {
        this.stack = stack;
        this.count = count;
        this.feed = feed;
    }

    String slug(long n) {
        // a step that is prime to nearly every count, so that neighbours lie far apart
        return String.format(Locale.ROOT, "bench-%06d", n * 7_919 % count);
    }

    Stream<String> slugs() {
        return LongStream.range(0, count).mapToObj(this::slug);
    }

    /** Every change changes something: nothing is decided that is already so. */
    AppendFigure.Write change() {
        return new AppendFigure.Write(
                "append",
                "`PUT /admin/api/tenants/{slug}`",
                n ->
                        Caller.request(
                                "PUT",
                                "/admin/api/tenants/" + slug(n),
                                stack.token(),
                                "{\"name\":\"Benchmark %019d\"}".formatted(System.nanoTime())),
                n ->
                        BareProcess.append(
                                slug(n),
                                stack.token(),
                                "{\"name\":\"Benchmark %019d\",\"slug\":\"%s\"}"
                                        .formatted(System.nanoTime(), slug(n))));
    }

    /** Registers all, again where there was no room, and waits until the read model has them. */
    Figure register() throws IOException, InterruptedException {
        var missing = LongStream.range(0, count).boxed().toList();
        var rate = 0.0;
        for (int attempt = 0; !missing.isEmpty(); attempt++) {
            if (attempt == ATTEMPTS) {
                throw new IOException(missing.size() + " tenants could not be registered");
            }
            var registering = new Registering(List.copyOf(missing));
            var reached = registering.load().closed(missing.size(), PATIENCE);
            if (reached.good() + reached.bad() < missing.size()) {
                throw new IOException(
                        "only %,d of %,d tenants could be registered in time"
                                .formatted(reached.good(), count));
            }
            rate = attempt == 0 ? reached.perSecond() : rate;
            missing = List.copyOf(registering.again);
        }
        if (!feed.awaitAll(PATIENCE)) {
            throw new IOException("the read model did not catch up");
        }
        feed.take();
        return new Figure(
                "registering %,d tenants, %d callers, from cold".formatted(count, Load.CALLERS),
                Figure.number(rate, "/s"),
                "",
                "",
                "");
    }

    private final class Registering implements Load.Answered {
        private static final int TAKEN = 409;

        private final List<Long> numbers;
        private final Queue<Long> again = new ConcurrentLinkedQueue<>();

        Registering(List<Long> numbers) {
            this.numbers = numbers;
        }

        Load load() {
            return new Load(stack.port("command-api"), this::request, this);
        }

        private byte[] request(long n) {
            return Caller.request(
                    "POST",
                    "/admin/api/tenants",
                    stack.token(),
                    """
                    {"slug":"bench-%06d","name":"Benchmark","subscriptionPlan":"Starter","primaryColor":"#875a7b"}\
                    """
                            .formatted(numbers.get((int) n)));
        }

        @Override
        public void at(long nanos, Caller.Answer answer) {
            feed.answered(nanos, answer);
        }

        @Override
        public void refused(long n, int status) {
            // registered the first time, though nobody was told
            if (status != TAKEN) {
                again.add(numbers.get((int) n));
            }
        }
    }
}
