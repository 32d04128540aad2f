package io.q2o.log;

import io.q2o.engines.TestEngines;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaFuture;

/** The platform's topics on the broker of the tests. */
final class TestTopics {
    static final int PARTITIONS = 3;
    static final KafkaSettings KAFKA =
            KafkaSettings.local(TestEngines.broker().bootstrapServers(), PARTITIONS);

    private TestTopics() {}

    static Admin admin() {
        return Admin.create(KAFKA.clientSettings("test-admin"));
    }

    static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException | ExecutionException fault) {
            throw new AssertionError(fault);
        }
    }

    /** Everything on a topic. */
    static List<ConsumerRecord<String, byte[]>> read(String topic) {
        var records = new ArrayList<ConsumerRecord<String, byte[]>>();
        try (var table =
                new TopicTable(
                        topic,
                        KAFKA,
                        "test-reader",
                        record -> {
                            synchronized (records) {
                                records.add(record);
                            }
                        })) {
            table.start();
            table.caughtUp().block();
        }
        synchronized (records) {
            return List.copyOf(records);
        }
    }
}
