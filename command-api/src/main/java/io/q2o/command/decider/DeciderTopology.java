package io.q2o.command.decider;

import io.q2o.log.TopicSetup;
import io.q2o.schemas.Topics;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.Stores;

/**
 * Commands in; events, outcomes, telemetry, plan terms and dead letters out, each to the partition
 * number the command came from. One store holds everything. The anchor store is empty: it only
 * makes Kafka Streams keep its process id, and so its transactional id, across restarts.
 */
final class DeciderTopology {
    static final String STATE = "state";
    static final String EVENTS = "events";
    static final String OUTCOMES = "outcomes";
    static final String PLANS = "plans";
    static final String DEAD_LETTERS = "dead-letters";
    static final String TELEMETRY = "telemetry";

    private static final String COMMANDS = "commands";
    private static final String DECIDER = "decider";
    private static final String ANCHOR = "anchor";

    private DeciderTopology() {}

    static Topology of(
            ProcessorSupplier<String, byte[], String, byte[]> decider, boolean persistent) {
        var topology =
                new Topology()
                        .addSource(
                                COMMANDS,
                                new StringDeserializer(),
                                new ByteArrayDeserializer(),
                                Topics.COMMANDS)
                        .addProcessor(DECIDER, decider, COMMANDS)
                        .addStateStore(
                                Stores.keyValueStoreBuilder(
                                                persistent
                                                        ? Stores.persistentKeyValueStore(STATE)
                                                        : Stores.inMemoryKeyValueStore(STATE),
                                                Serdes.String(),
                                                Serdes.ByteArray())
                                        .withLoggingEnabled(TopicSetup.changelogSettings())
                                        .withCachingDisabled(),
                                DECIDER)
                        .addStateStore(
                                Stores.keyValueStoreBuilder(
                                                Stores.persistentKeyValueStore(ANCHOR),
                                                Serdes.String(),
                                                Serdes.ByteArray())
                                        .withLoggingDisabled(),
                                DECIDER);
        sink(topology, EVENTS, Topics.EVENTS);
        sink(topology, OUTCOMES, Topics.OUTCOMES);
        sink(topology, DEAD_LETTERS, Topics.DEAD_LETTERS);
        sink(topology, TELEMETRY, Topics.TELEMETRY);
        return topology.addSink(
                PLANS, Topics.PLANS, new StringSerializer(), new ByteArraySerializer(), DECIDER);
    }

    private static void sink(Topology topology, String name, String topic) {
        topology.addSink(
                name,
                topic,
                new StringSerializer(),
                new ByteArraySerializer(),
                samePartition(),
                DECIDER);
    }

    /** A sink has no other way to learn which partition its task belongs to. */
    private static StreamPartitioner<String, byte[]> samePartition() {
        return (_, _, _, _) -> Optional.of(Set.of(DeciderProcessor.currentPartition()));
    }
}
