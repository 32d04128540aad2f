package io.q2o.processors.projection;

import io.q2o.schemas.Position;
import io.r2dbc.spi.Connection;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A projection as it is, reading another topic. */
record OnTopic<R>(String topic, Projection<R> projection) implements Projection<R> {
    @Override
    public String name() {
        return projection.name();
    }

    @Override
    public R read(ConsumerRecord<String, byte[]> record) {
        return projection.read(record);
    }

    @Override
    public boolean isOrdered() {
        return projection.isOrdered();
    }

    @Override
    public @Nullable Position reachedWith(R record) {
        return projection.reachedWith(record);
    }

    @Override
    public Mono<Void> apply(List<R> records, Connection connection) {
        return projection.apply(records, connection);
    }
}
