package io.q2o.processors.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.q2o.processors.SeenReadModel;
import io.q2o.processors.WrittenLog;
import io.q2o.schemas.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs projections as the service does, on a log and a read model of a test. */
public final class Runners implements AutoCloseable {
    private final WrittenLog log;
    private final SeenReadModel model;
    private final List<ProjectionRunner<?>> running = new ArrayList<>();

    public Runners(WrittenLog log, SeenReadModel model) {
        this.log = log;
        this.model = model;
    }

    /**
     * @param batch records at most in one transaction
     */
    public void run(Projection<?> projection, int batch) {
        running.add(start(projection, batch));
    }

    private <R> ProjectionRunner<R> start(Projection<R> projection, int batch) {
        var runner =
                new ProjectionRunner<>(
                        new OnTopic<>(log.topic(), projection),
                        WrittenLog.kafka(),
                        model.pool(),
                        new ProjectionSettings(batch, Duration.ZERO),
                        new SimpleMeterRegistry());
        runner.start();
        return runner;
    }

    /** Waits until a projection has got so far. */
    public void isReached(String projection, Position position) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() ->
                        assertThat(
                                        model.asProjector(
                                                "select 1 from projection_position where projection = '%s' and partition = %d and position >= %d"
                                                        .formatted(
                                                                projection,
                                                                position.partition(),
                                                                position.offset())))
                                .isNotEmpty());
    }

    /** Stops all of them. */
    @Override
    public void close() {
        running.forEach(ProjectionRunner::close);
        running.clear();
    }
}
