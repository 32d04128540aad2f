package io.q2o.log;

import io.q2o.schemas.platform.StoredTypes;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;

/** Commands and events as bytes, by the type that stands beside them in {@code ce_type}. */
public final class StoredRecords {
    private static final ConcurrentHashMap<Class<?>, ObjectReader> READERS =
            new ConcurrentHashMap<>();

    private StoredRecords() {}

    /** The JSON of a command or event. */
    public static byte[] write(Object stored) {
        return LogJson.MAPPER.writeValueAsBytes(stored);
    }

    /**
     * Reads a command or event.
     *
     * @param root what it must be, for example {@code Event.class}
     * @throws UnreadableRecordException for an unknown type, a type of another root, or bytes that
     *     are no such record
     */
    public static <T> T read(Class<T> root, String type, byte @Nullable [] bytes) {
        var stored = StoredTypes.named(type);
        if (stored == null || !root.isAssignableFrom(stored)) {
            throw new UnreadableRecordException(
                    "type "
                            + shortened(type)
                            + " is no "
                            + root.getSimpleName()
                            + " of this build");
        }
        if (bytes == null) {
            throw new UnreadableRecordException("a " + type + " without a value");
        }
        try {
            var value = READERS.computeIfAbsent(stored, LogJson.MAPPER::readerFor).readValue(bytes);
            if (value == null) {
                throw new UnreadableRecordException("a " + type + " that is null");
            }
            return root.cast(value);
        } catch (JacksonException | IllegalArgumentException fault) {
            throw new UnreadableRecordException("the value is no " + type, fault);
        }
    }

    private static String shortened(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
}
