package io.q2o.command.decider;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.q2o.command.secrets.DerivedSecrets;
import io.q2o.command.secrets.TestSecrets;
import io.q2o.domain.RuleBook;
import io.q2o.domain.platform.PlatformRules;
import io.q2o.engines.TestEngines;
import io.q2o.log.EventRecord;
import io.q2o.log.OutcomeRecord;
import io.q2o.schemas.Topics;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/**
 * One partition of {@code q2o.commands} with its decider on the real topology; tests choose the
 * partition number and the offset of each record, which the test driver itself cannot.
 */
final class DecidedPartition implements AutoCloseable {
    static final String KEY_ID = "k1";
    static final DerivedSecrets SECRETS = TestSecrets.derived(KEY_ID);

    private static final Path DIRECTORY = TestEngines.directory("decided");
    private static final AtomicInteger COUNT = new AtomicInteger();

    final Outcomes outcomes = new Outcomes();

    private final int partition;
    private final Partitions partitions;
    private final RuleBook rules;
    private final DeciderMetrics metrics = new DeciderMetrics(new SimpleMeterRegistry());
    private final TopologyTestDriver driver;
    private final TestInputTopic<String, byte[]> commands;
    private final TestOutputTopic<String, byte[]> events;
    private final TestOutputTopic<String, byte[]> answers;
    private final TestOutputTopic<String, byte[]> plans;
    private final TestOutputTopic<String, byte[]> telemetry;
    private final TestOutputTopic<String, byte[]> deadLetters;
    private boolean restarts;
    private Forwarded told = _ -> {};
    private DeciderSettings settings = settings(null);
    private long offset;

    DecidedPartition(int partition, Partitions partitions, RuleBook rules) {
        this.partition = partition;
        this.partitions = partitions;
        this.rules = rules;
        driver = new TopologyTestDriver(DeciderTopology.of(Placed::new, false), properties());
        commands =
                driver.createInputTopic(
                        Topics.COMMANDS, new StringSerializer(), new ByteArraySerializer());
        events = output(Topics.EVENTS);
        answers = output(Topics.OUTCOMES);
        plans = output(Topics.PLANS);
        telemetry = output(Topics.TELEMETRY);
        deadLetters = output(Topics.DEAD_LETTERS);
    }

    /** An empty partition 0 under the rules of the platform. */
    static DecidedPartition empty() {
        return new DecidedPartition(0, new Partitions(), PlatformRules.book());
    }

    static DeciderSettings settings(@Nullable Map<Integer, Long> lostBefore) {
        return new DeciderSettings(
                DIRECTORY, 1, 0, false, 10, "lz4", Duration.ofMillis(1), lostBefore);
    }

    private static Properties properties() {
        var all = new Properties();
        all.put(StreamsConfig.APPLICATION_ID_CONFIG, DeciderRuntime.APPLICATION);
        all.put(
                StreamsConfig.STATE_DIR_CONFIG,
                DIRECTORY.resolve("" + COUNT.incrementAndGet()).toString());
        all.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        return all;
    }

    private TestOutputTopic<String, byte[]> output(String topic) {
        return driver.createOutputTopic(
                topic, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** The next record has this offset. */
    DecidedPartition seek(long other) {
        offset = other;
        return this;
    }

    /** The offset of the next record. */
    long end() {
        return offset;
    }

    /** Appends a record, which is decided at once. */
    DecidedPartition append(Appended record) {
        commands.pipeInput(
                new TestRecord<>(record.key(), record.value(), record.headers(), record.at()));
        offset++;
        return this;
    }

    /** With the next record: the state stays, whatever else the decider remembered is gone. */
    DecidedPartition restart(@Nullable Map<Integer, Long> lostBefore) {
        settings = settings(lostBefore);
        restarts = true;
        return this;
    }

    /** Events since the last call. */
    List<TestRecord<String, byte[]>> takeEvents() {
        return events.readRecordsToList();
    }

    /** Events since the last call, as readers get them. */
    List<EventRecord> readEvents() {
        return readEvents(takeEvents());
    }

    /** Events as readers get them. */
    List<EventRecord> readEvents(List<TestRecord<String, byte[]>> taken) {
        return taken.stream()
                .map(record -> EventRecord.read(consumed(Topics.EVENTS, record)))
                .toList();
    }

    /** Outcomes since the last call. */
    List<TestRecord<String, byte[]>> takeOutcomes() {
        return answers.readRecordsToList();
    }

    /** Outcomes since the last call, as readers get them. */
    List<OutcomeRecord> readOutcomes() {
        return takeOutcomes().stream().map(this::readOutcome).toList();
    }

    /** An outcome as readers get it. */
    OutcomeRecord readOutcome(TestRecord<String, byte[]> taken) {
        return OutcomeRecord.read(consumed(Topics.OUTCOMES, taken));
    }

    /** The one outcome since the last call. */
    OutcomeRecord readOutcome() {
        var read = readOutcomes();
        if (read.size() != 1) {
            throw new AssertionError(read.size() + " outcomes and not one");
        }
        return read.getFirst();
    }

    /** Plan terms since the last call. */
    List<TestRecord<String, byte[]>> takePlans() {
        return plans.readRecordsToList();
    }

    /** Telemetry since the last call. */
    List<TestRecord<String, byte[]>> takeTelemetry() {
        return telemetry.readRecordsToList();
    }

    /** Dead letters since the last call. */
    List<TestRecord<String, byte[]>> takeDeadLetters() {
        return deadLetters.readRecordsToList();
    }

    private ConsumerRecord<String, byte[]> consumed(
            String topic, TestRecord<String, byte[]> record) {
        return new ConsumerRecord<>(
                topic,
                partition,
                0,
                record.timestamp(),
                TimestampType.CREATE_TIME,
                0,
                0,
                record.key(),
                record.value(),
                record.headers(),
                Optional.empty());
    }

    /** Everything in the store. */
    Map<String, byte[]> stored() {
        var entries = new TreeMap<String, byte[]>();
        try (var all = driver.<String, byte[]>getKeyValueStore(DeciderTopology.STATE).all()) {
            all.forEachRemaining(entry -> entries.put(entry.key, entry.value));
        }
        return entries;
    }

    /** How many entries the store has under keys that begin so. */
    long count(String prefix) {
        return stored().keySet().stream().filter(key -> key.startsWith(prefix)).count();
    }

    /** Runs when the decider hands a record over to this topic's sink. */
    void onForward(Forwarded other) {
        told = other;
    }

    @FunctionalInterface
    interface Forwarded {
        void to(String sink);
    }

    @Override
    public void close() {
        driver.close();
    }

    private final class Placed implements Processor<String, byte[], String, byte[]> {
        private DeciderProcessor decider = made();
        private @Nullable ProcessorContext<String, byte[]> context;

        private DeciderProcessor made() {
            return new DeciderProcessor(
                    rules, settings, SECRETS, outcomes, partitions, metrics, new CommitPace());
        }

        @Override
        public void init(ProcessorContext<String, byte[]> given) {
            context = placed(given);
            decider.init(context);
        }

        @Override
        public void process(Record<String, byte[]> record) {
            if (restarts) {
                restarts = false;
                decider.close();
                decider = made();
                decider.init(Objects.requireNonNull(context));
            }
            decider.process(record);
        }

        @Override
        public void close() {
            decider.close();
        }

        @SuppressWarnings("unchecked")
        private ProcessorContext<String, byte[]> placed(ProcessorContext<String, byte[]> given) {
            return (ProcessorContext<String, byte[]>)
                    Proxy.newProxyInstance(
                            ProcessorContext.class.getClassLoader(),
                            new Class<?>[] {ProcessorContext.class},
                            (_, method, arguments) ->
                                    switch (method.getName()) {
                                        case "taskId" -> new TaskId(0, partition);
                                        case "recordMetadata" -> Optional.of(new Place());
                                        default -> {
                                            if (method.getName().equals("forward")) {
                                                told.to((String) arguments[1]);
                                            }
                                            yield called(given, method, arguments);
                                        }
                                    });
        }

        private static @Nullable Object called(Object given, Method method, Object[] arguments)
                throws Throwable {
            try {
                return method.invoke(given, arguments);
            } catch (InvocationTargetException thrown) {
                throw thrown.getTargetException();
            }
        }
    }

    private final class Place implements RecordMetadata {
        @Override
        public String topic() {
            return Topics.COMMANDS;
        }

        @Override
        public int partition() {
            return partition;
        }

        @Override
        public long offset() {
            return offset;
        }
    }
}
