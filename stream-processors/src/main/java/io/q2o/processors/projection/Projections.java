package io.q2o.processors.projection;

import io.micrometer.core.instrument.MeterRegistry;
import io.q2o.log.KafkaSettings;
import io.q2o.processors.health.Troubled;
import io.r2dbc.pool.ConnectionPool;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Runs projections as long as the service runs, and tells of their troubles. */
public final class Projections implements SmartLifecycle, HealthIndicator {
    private final List<? extends ProjectionRunner<?>> runners;
    private volatile boolean running;

    private Projections(List<? extends ProjectionRunner<?>> runners) {
        this.runners = runners;
    }

    /** Makes runners with what all of them need. */
    @Component
    @EnableConfigurationProperties(ProjectionSettings.class)
    public static final class Starter {
        private final KafkaSettings kafka;
        private final ConnectionPool database;
        private final ProjectionSettings settings;
        private final MeterRegistry meters;

        Starter(
                KafkaSettings kafka,
                ConnectionPool database,
                ProjectionSettings settings,
                MeterRegistry meters) {
            this.kafka = kafka;
            this.database = database;
            this.settings = settings;
            this.meters = meters;
        }

        /** Runners for these projections, not started yet. */
        public Projections run(List<? extends Projection<?>> projections) {
            return new Projections(projections.stream().map(this::runner).toList());
        }

        private <R> ProjectionRunner<R> runner(Projection<R> projection) {
            return new ProjectionRunner<>(projection, kafka, database, settings, meters);
        }
    }

    @Override
    public Health health() {
        return Troubled.health(runners);
    }

    @Override
    public void start() {
        runners.forEach(ProjectionRunner::start);
        running = true;
    }

    @Override
    public void stop() {
        runners.parallelStream().forEach(ProjectionRunner::close);
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
