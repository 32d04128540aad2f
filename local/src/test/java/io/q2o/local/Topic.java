package io.q2o.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.q2o.log.KafkaSettings;
import io.q2o.schemas.Topics;
import java.nio.charset.StandardCharsets;
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
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private Topic() {}

    /** Every committed event, in order of each partition. */
    static List<ConsumerRecord<String, byte[]>> events(Stack stack) {
        return committed(stack, Topics.EVENTS);
    }

    /**
     * Returns once a plan of this name is committed: doors know no other, and look for one that is
     * named without a token for half a second only.
     */
    static void awaitPlan(Stack stack, String name) {
        var told = "\"name\":\"" + name + "\"";
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(committed(stack, Topics.PLANS))
                                .anyMatch(plan ->
                                        new String(plan.value(), StandardCharsets.UTF_8)
                                                .contains(told)));
    }

    /**
     * Returns once every command has its one outcome, committed: answers come before that.
     *
     * @param stack whose log is read while nobody appends to it
     */
    static void awaitDecided(Stack stack) {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(
                                        committed(stack, Topics.OUTCOMES).stream()
                                                .map(ConsumerRecord::key)
                                                .toList())
                                .containsExactlyInAnyOrderElementsOf(
                                        committed(stack, Topics.COMMANDS).stream()
                                                .map(one -> one.partition() + "-" + one.offset())
                                                .toList()));
    }

    /** Every committed record of a topic, in order of each partition. */
    static List<ConsumerRecord<String, byte[]>> committed(Stack stack, String topic) {
        var settings = KafkaSettings.local(stack.bootstrapServers(), 6).readerSettings("test");
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
