package io.q2o.benchmarks;

import io.q2o.log.LogJson;
import io.q2o.log.StoredRecords;
import io.q2o.schemas.Command;
import io.q2o.schemas.Event;
import io.q2o.schemas.platform.StoredTypes;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import tools.jackson.databind.JsonNode;

/** Stored records to bytes and back, beside the same JSON as a tree. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SerialisersBenchmark {
    private static final String COMMAND_TYPE =
            StoredTypes.nameOf(RulesBenchmark.REGISTER.getClass());

    private final byte[] command = StoredRecords.write(RulesBenchmark.REGISTER);
    private final JsonNode tree = LogJson.MAPPER.readTree(command);
    private final Event event = RulesBenchmark.registration().getFirst();
    private final byte[] eventBytes = StoredRecords.write(event);
    private final String eventType = StoredTypes.nameOf(event.getClass());

    @Benchmark
    public Object writeCommand() {
        return StoredRecords.write(RulesBenchmark.REGISTER);
    }

    @Benchmark
    public Object readCommand() {
        return StoredRecords.read(Command.class, COMMAND_TYPE, command);
    }

    @Benchmark
    public Object writeEvent() {
        return StoredRecords.write(event);
    }

    @Benchmark
    public Object readEvent() {
        return StoredRecords.read(Event.class, eventType, eventBytes);
    }

    @Benchmark
    public Object plainWrite() {
        return LogJson.MAPPER.writeValueAsBytes(tree);
    }

    @Benchmark
    public Object plainRead() {
        return LogJson.MAPPER.readTree(command);
    }
}
