package io.q2o.processors.licensing;

import io.q2o.log.CloudEventHeaders;
import io.q2o.log.StoredRecords;
import io.q2o.log.UnreadableRecordException;
import io.q2o.processors.projection.Projection;
import io.q2o.processors.projection.Upsert;
import io.q2o.schemas.Position;
import io.q2o.schemas.Topics;
import io.q2o.schemas.licensing.DeviceTelemetry;
import io.q2o.schemas.licensing.DeviceTelemetry.DeviceSeen;
import io.r2dbc.spi.Connection;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import reactor.core.publisher.Mono;

/** When each device was last seen, as far back as {@code q2o.telemetry} goes. */
public final class SightingProjection implements Projection<SightingProjection.Sighting> {
    /** Stored name. */
    public static final String NAME = "sightings";

    private static final Upsert<Sighting> UPSERT =
            Upsert.<Sighting>into("device_sighting", "device_id")
                    .column("device_id", "bigint", seen -> seen.fact().deviceId())
                    .column("tenant", "text", seen -> seen.fact().slug())
                    .column("seen_at", "timestamptz", Sighting::at)
                    .neverBack("seen_at");

    /** A sign of life and the log time of the command that noted it. */
    public record Sighting(DeviceTelemetry fact, Instant at, Position position) {
        Sighting laterOf(Sighting other) {
            return other.at().isAfter(at) ? other : this;
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String topic() {
        return Topics.TELEMETRY;
    }

    @Override
    public Sighting read(ConsumerRecord<String, byte[]> record) {
        var headers = record.headers();
        var type = CloudEventHeaders.required(headers, CloudEventHeaders.TYPE);
        try {
            return new Sighting(
                    StoredRecords.read(DeviceTelemetry.class, type, record.value()),
                    Instant.parse(CloudEventHeaders.required(headers, CloudEventHeaders.TIME)),
                    Position.parse(
                            CloudEventHeaders.required(headers, CloudEventHeaders.POSITION)));
        } catch (IllegalArgumentException | DateTimeException fault) {
            throw new UnreadableRecordException("a header of " + type + " is malformed", fault);
        }
    }

    @Override
    public boolean isOrdered() {
        return false;
    }

    @Override
    public Position reachedWith(Sighting record) {
        return record.position();
    }

    @Override
    public Mono<Void> apply(List<Sighting> records, Connection connection) {
        var last = new LinkedHashMap<Long, Sighting>();
        for (var one : records) {
            switch (one.fact()) {
                case DeviceSeen(_, long deviceId) -> last.merge(deviceId, one, Sighting::laterOf);
            }
        }
        return UPSERT.rows(last.values(), connection);
    }
}
