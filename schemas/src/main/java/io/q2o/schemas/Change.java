package io.q2o.schemas;

import org.jspecify.annotations.Nullable;

/**
 * A wish to set a field to a value or to clear it; a field whose change is absent stays as it is.
 *
 * @param to the new value, null to clear
 */
public record Change<T>(@Nullable T to) {}
