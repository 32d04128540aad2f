package io.q2o.query.lists;

/** One of the meanings of a search, looked for by an index of its own. */
public sealed interface Alternative {
    /** Rows of the list for which this holds. */
    record Rows(String condition) implements Alternative {}

    /** Rows of the tenants {@code t} for which this holds. */
    record OfTenants(String condition) implements Alternative {}
}
