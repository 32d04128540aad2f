package io.q2o.log;

import io.q2o.schemas.Position;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the brokers are reached and what is expected of topics.
 *
 * @param bootstrapServers {@code host:port}, several with commas between
 * @param partitions of every partitioned topic; fixed at first start, 1 to 256
 * @param createTopics whether missing topics are created
 * @param replicationFactor of topics that are created
 * @param minInsyncReplicas of topics that are created
 * @param flushMessages whether brokers flush each record to disk before they acknowledge it
 * @param local whether a single broker without replicas is good enough
 * @param positionBase added to offsets of {@code q2o.commands}; 0 unless that log was re-created
 * @param client further settings of all Kafka clients, for example security ones
 */
@ConfigurationProperties("q2o.kafka")
public record KafkaSettings(
        @DefaultValue("127.0.0.1:9092") String bootstrapServers,
        @DefaultValue("6") int partitions,
        @DefaultValue("true") boolean createTopics,
        @DefaultValue("3") short replicationFactor,
        @DefaultValue("2") short minInsyncReplicas,
        @DefaultValue("false") boolean flushMessages,
        @DefaultValue("false") boolean local,
        @DefaultValue("0") long positionBase,
        @Nullable Map<String, String> client) {
    /** Leaves as many positions again as a partition can ever have had. */
    public static final long LARGEST_BASE = 1L << 37;

    public KafkaSettings {
        if (partitions < 1 || partitions > Position.MAX_PARTITIONS) {
            throw new IllegalArgumentException(
                    "q2o.kafka.partitions must be 1 to " + Position.MAX_PARTITIONS);
        }
        if (positionBase < 0 || positionBase > LARGEST_BASE) {
            throw new IllegalArgumentException(
                    "q2o.kafka.position-base must be 0 to " + LARGEST_BASE);
        }
    }

    /** For one broker on this machine. */
    public static KafkaSettings local(String bootstrapServers, int partitions) {
        return new KafkaSettings(
                bootstrapServers, partitions, true, (short) 1, (short) 1, false, true, 0, null);
    }

    /** What every client of these brokers is given; a new map at each call. */
    public Map<String, Object> clientSettings(String clientId) {
        var settings = new HashMap<String, Object>();
        if (client != null) {
            settings.putAll(client);
        }
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
        return settings;
    }

    /**
     * What every reader of these brokers is given, unless it says otherwise: it begins at the
     * earliest record, sees committed records only, and keeps offsets and makes topics only if told
     * to; a new map at each call.
     */
    public Map<String, Object> readerSettings(String clientId) {
        var settings = clientSettings(clientId);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        return settings;
    }
}
