package io.q2o.processors.projection;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads columns that are never null. */
public final class Columns {
    private Columns() {}

    public static <T> T filled(@Nullable T value) {
        return Objects.requireNonNull(value, "a column that is never null");
    }
}
