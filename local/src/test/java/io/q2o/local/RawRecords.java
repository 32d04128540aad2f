package io.q2o.local;

import io.q2o.log.KafkaSettings;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Records that nobody of the platform would write. */
final class RawRecords implements AutoCloseable {
    private final KafkaProducer<String, byte[]> producer;

    RawRecords(KafkaSettings settings) {
        producer =
                new KafkaProducer<>(
                        settings.clientSettings("test"),
                        new StringSerializer(),
                        new ByteArraySerializer());
    }

    /** Returns once the log has it. */
    void put(String topic, int partition, String key, byte @Nullable [] value)
            throws ExecutionException, InterruptedException, TimeoutException {
        producer.send(new ProducerRecord<>(topic, partition, key, value)).get(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        producer.close();
    }
}
