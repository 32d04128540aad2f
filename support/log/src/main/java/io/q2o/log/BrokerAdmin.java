package io.q2o.log;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** An administrator's questions to the brokers; each has an answer within half a minute or none. */
public final class BrokerAdmin implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Admin admin;
    private final String servers;
    private final Duration patience;

    /**
     * @param clientId names the asker in the brokers' logs
     */
    public BrokerAdmin(KafkaSettings kafka, String clientId) {
        this(kafka, clientId, PATIENCE);
    }

    BrokerAdmin(KafkaSettings kafka, String clientId, Duration patience) {
        this.patience = patience;
        var settings = kafka.clientSettings(clientId);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) patience.toMillis());
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) patience.toMillis());
        admin = Admin.create(settings);
        servers = kafka.bootstrapServers();
    }

    /**
     * The answer. Blocks.
     *
     * @throws BrokerException if the brokers refuse or are silent
     */
    public <T> T ask(Function<Admin, KafkaFuture<T>> question) {
        try {
            return question.apply(admin).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException fault) {
            throw fault.getCause() instanceof org.apache.kafka.common.errors.TimeoutException late
                    ? silent(late)
                    : new BrokerException(
                            "the broker refused: " + fault.getCause(), fault.getCause());
        } catch (TimeoutException late) {
            throw silent(late);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new BrokerException("interrupted while asking the broker", stop);
        }
    }

    private BrokerException silent(Exception late) {
        return new BrokerException(
                "no answer from the broker at "
                        + servers
                        + " (q2o.kafka.bootstrap-servers) within "
                        + patience.toSeconds()
                        + " s",
                late);
    }

    /**
     * Where the logs of partitions begin or end. Blocks.
     *
     * @throws BrokerException if the brokers refuse or are silent
     */
    public Map<TopicPartition, Long> offsets(
            Collection<TopicPartition> partitions, OffsetSpec which) {
        var wanted = partitions.stream().collect(Collectors.toMap(Function.identity(), _ -> which));
        return ask(asked -> asked.listOffsets(wanted).all()).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
    }

    /** Waits for nothing: whatever was asked is answered or given up. */
    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
