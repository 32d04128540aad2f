package io.q2o.benchmarks;

import io.q2o.log.ReactorKafkaCommandLog;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Waits until everything asked so far is decided and the projections have nothing left to do. Not
 * every command leaves an event to wait for, so a change of one tenant in each partition follows
 * them.
 */
final class Settling {
    private static final Duration NEWS = Duration.ofSeconds(10);

    private final Stack stack;
    private final ReadModelFeed feed;
    private final List<String> slugs;
    private final Progress progress;

    /**
     * @param tenants some that exist
     */
    Settling(Stack stack, ReadModelFeed feed, Stream<String> tenants, Progress progress) {
        this.stack = stack;
        this.feed = feed;
        this.progress = progress;
        var onePerPartition = new TreeMap<Integer, String>();
        tenants.forEach(slug ->
                onePerPartition.putIfAbsent(
                        ReactorKafkaCommandLog.partitionOf(slug, Stack.PARTITIONS), slug));
        slugs = List.copyOf(onePerPartition.values());
    }

    void await(Duration patience) throws IOException, InterruptedException {
        var until = System.nanoTime() + patience.toNanos();
        for (var slug : slugs) {
            change(slug, until);
        }
        while (!feed.awaitAll(NEWS)) {
            if (System.nanoTime() > until) {
                throw new IOException("the read model did not catch up");
            }
            progress.at("waiting for the read model, %,d commands behind".formatted(feed.behind()));
        }
        feed.take();
    }

    /** Whoever has much to decide answers late, and the caller asks again. */
    private void change(String slug, long until) throws IOException, InterruptedException {
        while (System.nanoTime() < until) {
            try (var caller = new Caller(stack.port(Decider.PART))) {
                var answer =
                        caller.send(
                                Caller.request(
                                        "PUT",
                                        "/admin/api/tenants/" + slug,
                                        stack.token(),
                                        "{\"name\":\"Benchmark %019d\"}"
                                                .formatted(System.nanoTime())));
                if (answer.isGood()) {
                    feed.answered(System.nanoTime(), answer);
                    return;
                }
                if (answer.status() < 500) {
                    throw new IOException(slug + " cannot be changed: " + caller.body());
                }
            }
            progress.at(
                    "waiting for the decider, %,.0f commands decided"
                            .formatted(new Decider(stack).decided()));
            Thread.sleep(200);
        }
        throw new IOException("no answer in time while waiting for the decider");
    }
}
