package io.q2o.local;

import io.q2o.log.KafkaSettings;
import io.q2o.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads whole topics. */
final class Topic {
    private Topic() {}

    /** Every committed event, in order of each partition. */
    static List<ConsumerRecord<String, byte[]>> events(Stack stack) {
        return committed(stack, Topics.EVENTS);
    }

    /** Every committed record of a topic, in order of each partition. */
    static List<ConsumerRecord<String, byte[]>> committed(Stack stack, String topic) {
        var settings = KafkaSettings.local(stack.bootstrapServers(), 6).clientSettings("test");
        settings.put("isolation.level", "read_committed");
        settings.put("auto.offset.reset", "earliest");
        var records = new ArrayList<ConsumerRecord<String, byte[]>>();
        try (var reader =
                new KafkaConsumer<>(
                        settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            var partitions =
                    reader.partitionsFor(topic).stream()
                            .map(info -> new TopicPartition(topic, info.partition()))
                            .toList();
            reader.assign(partitions);
            reader.seekToBeginning(partitions);
            var ends = reader.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(one -> reader.position(one) < ends.getOrDefault(one, 0L))) {
                reader.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }
}
