package io.q2o.query.postgres;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.PoolMetrics;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import org.springframework.stereotype.Component;

/** What operators watch about the two pools. */
@Component
final class ConnectionsMetrics implements MeterBinder {
    private final Connections connections;

    ConnectionsMetrics(Connections connections) {
        this.connections = connections;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        bind("tenants", connections.tenants(), registry);
        bind("admins", connections.admins(), registry);
    }

    private static void bind(String name, ConnectionPool pool, MeterRegistry registry) {
        Gauge.builder("q2o.query.connections", pool, of(PoolMetrics::acquiredSize))
                .tag("pool", name)
                .description("connections that are reading just now")
                .register(registry);
        Gauge.builder("q2o.query.connections.pending", pool, of(PoolMetrics::pendingAcquireSize))
                .tag("pool", name)
                .description("reads that wait for a connection")
                .register(registry);
    }

    private static ToDoubleFunction<ConnectionPool> of(ToIntFunction<PoolMetrics> figure) {
        return pool -> pool.getMetrics().map(figure::applyAsInt).orElse(0);
    }
}
