package io.q2o.schemas.operations;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Names a record that a projection has set aside, written {@code <projection>:<slug>:<offset>}. A
 * read model that is built anew gives the same record the same name.
 *
 * @param projection stored name of the projection that could not apply it
 * @param slug its record key: whose it is, or {@code catalogue}
 * @param offset its place in the topic of the projection, in the partition of its key
 */
public record DeadLetterId(String projection, String slug, long offset) {
    /**
     * Stored names of the projections that park a tenant when a record of it cannot be applied, and
     * follow orders about it: those of {@code q2o.events}.
     */
    public static final Set<String> PARKING = Set.of("licensing");

    private static final Pattern FORM = Pattern.compile("([a-z-]+):(.*):([0-9]{1,18})");

    /**
     * Reads what {@link #toString} writes.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static DeadLetterId parse(String text) {
        var parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "a dead letter reads projection:slug:offset, not " + text);
        }
        return new DeadLetterId(parts.group(1), parts.group(2), Long.parseLong(parts.group(3)));
    }

    /** {@code projection:slug:offset}. */
    @Override
    public String toString() {
        return projection + ":" + slug + ":" + offset;
    }
}
