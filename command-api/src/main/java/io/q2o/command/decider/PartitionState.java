package io.q2o.command.decider;

import io.q2o.domain.Changes;
import io.q2o.domain.Key;
import io.q2o.domain.Kind;
import io.q2o.domain.Knowledge;
import io.q2o.log.LogJson;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;

/**
 * Everything a partition knows, in one store with typed keys: {@code <kind>/<id>} for things, keys
 * beginning with {@code ~} for what the runtime itself remembers.
 */
final class PartitionState implements Knowledge {
    private static final String GUARD = "~guard";
    private static final String VERSION = "~version/";

    private static final int MOST_REMEMBERED = 256;

    private static final ConcurrentHashMap<Class<?>, ObjectReader> READERS =
            new ConcurrentHashMap<>();
    private static final ConcurrentHashMap<Class<?>, ObjectWriter> WRITERS =
            new ConcurrentHashMap<>();

    private final Function<String, byte @Nullable []> reader;
    private final BiConsumer<String, byte @Nullable []> writer;

    private final LinkedHashMap<String, Read> lastRead =
            new LinkedHashMap<>(MOST_REMEMBERED, 0.75f, true);

    private record Read(byte[] bytes, Object state) {}

    PartitionState(KeyValueStore<String, byte[]> store) {
        reader = store::get;
        writer = store::put; // which deletes when there is no value
    }

    PartitionState(Map<String, byte[]> entries) {
        reader = entries::get;
        writer =
                (key, value) -> {
                    if (value == null) {
                        entries.remove(key);
                    } else {
                        entries.put(key, value);
                    }
                };
    }

    @Override
    public <S> S of(Key<S> key) {
        var stored = stored(key);
        var bytes = reader.apply(stored);
        return bytes == null ? key.kind().absent() : read(key.kind(), stored, bytes);
    }

    /** States never change, so what the very same bytes came to they come to again. */
    private <S> S read(Kind<S> kind, String stored, byte[] bytes) {
        var known = lastRead.get(stored);
        if (known != null && known.bytes() == bytes) {
            return kind.type().cast(known.state());
        }
        var state = parsed(kind, bytes);
        lastRead.put(stored, new Read(bytes, state));
        if (lastRead.size() > MOST_REMEMBERED) {
            lastRead.pollFirstEntry();
        }
        return state;
    }

    private static <S> S parsed(Kind<S> kind, byte[] bytes) {
        return READERS.computeIfAbsent(kind.type(), LogJson.MAPPER::readerFor).readValue(bytes);
    }

    static String stored(Key<?> key) {
        return key.kind().name() + "/" + key.id();
    }

    /** The stored form of a state, null for one that is never stored. */
    static byte @Nullable [] bytesOf(Key<?> key, Object state) {
        return state.equals(key.kind().absent())
                ? null
                : WRITERS.computeIfAbsent(key.kind().type(), LogJson.MAPPER::writerFor)
                        .writeValueAsBytes(state);
    }

    static String storedVersion(String key) {
        return VERSION + key;
    }

    static byte[] bytesOf(long version) {
        return ByteBuffer.allocate(Long.BYTES).putLong(version).array();
    }

    Guard guard() {
        var bytes = reader.apply(GUARD);
        return bytes == null ? Guard.NOTHING : Guard.of(bytes);
    }

    void put(Guard guard) {
        writer.accept(GUARD, guard.toBytes());
    }

    /** How many events the record key has had. */
    long version(String key) {
        var bytes = reader.apply(storedVersion(key));
        return bytes == null ? 0 : ByteBuffer.wrap(bytes).getLong();
    }

    void putVersion(String key, long version) {
        writer.accept(storedVersion(key), bytesOf(version));
    }

    byte @Nullable [] raw(String key) {
        return reader.apply(key);
    }

    void putRaw(String key, byte @Nullable [] value) {
        writer.accept(key, value);
    }

    Draft draft() {
        return new Draft();
    }

    /** What would be known after some events; nothing is stored before {@link #keep}. */
    final class Draft implements Knowledge, Changes {
        private final Map<Key<?>, Object> changed = new LinkedHashMap<>();
        private final Map<String, byte @Nullable []> bytes = new LinkedHashMap<>();

        @Override
        @SuppressWarnings("unchecked") // put files each state under a key of its own type
        public <S> S of(Key<S> key) {
            var state = changed.get(key);
            return state == null ? PartitionState.this.of(key) : (S) state;
        }

        @Override
        public <S> void put(Key<S> key, S state) {
            changed.put(key, state);
        }

        /** Serialises every change; the size of the largest is the answer. */
        int serialise() {
            var largest = 0;
            for (var entry : changed.entrySet()) {
                var value = bytesOf(entry.getKey(), entry.getValue());
                bytes.put(stored(entry.getKey()), value);
                largest = Math.max(largest, value == null ? 0 : value.length);
            }
            return largest;
        }

        /** Stores what {@link #serialise} made. */
        void keep() {
            bytes.forEach(PartitionState.this::putRaw);
        }
    }
}
