package io.q2o.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;

class PartitionOfKeyTest {
    @Property(tries = 2000)
    void isTheOneThatKafkaChooses(
            @ForAll String key, @ForAll @IntRange(min = 1, max = 256) int partitions) {
        assertThat(ReactorKafkaCommandLog.partitionOf(key, partitions))
                .isEqualTo(
                        BuiltInPartitioner.partitionForKey(
                                key.getBytes(StandardCharsets.UTF_8), partitions));
    }
}
