package io.q2o.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.q2o.log.CloudEventHeaders;
import io.q2o.log.StoredRecords;
import io.q2o.schemas.Telemetry;
import io.q2o.schemas.Topics;
import io.q2o.schemas.licensing.DeviceTelemetry.DeviceSeen;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** When devices were last seen, as telemetry says: never twice within five minutes. */
final class Sightings {
    private static final Duration INTERVAL = Duration.ofMinutes(5);

    private final Map<Long, Instant> last = new HashMap<>();

    static Sightings of(Stack stack) {
        var sightings = new Sightings();
        Topic.committed(stack, Topics.TELEMETRY).forEach(sightings::add);
        return sightings;
    }

    private void add(ConsumerRecord<String, byte[]> record) {
        var headers = record.headers();
        var fact =
                StoredRecords.read(
                        Telemetry.class,
                        CloudEventHeaders.required(headers, CloudEventHeaders.TYPE),
                        record.value());
        if (fact instanceof DeviceSeen(_, long device)) {
            var at = Instant.parse(CloudEventHeaders.required(headers, CloudEventHeaders.TIME));
            var before = last.put(device, at);
            if (before != null) {
                assertThat(Duration.between(before, at))
                        .as("time between sightings of " + device)
                        .isGreaterThanOrEqualTo(INTERVAL);
            }
        }
    }

    /** Whether a device was seen. */
    boolean has(long device) {
        return last.containsKey(device);
    }
}
