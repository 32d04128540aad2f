package io.q2o.domain.tenants;

import io.q2o.schemas.Topics;
import java.util.Set;
import java.util.regex.Pattern;

/** The word a tenant is known by for ever: its login, its key in the log, part of its addresses. */
public record TenantSlug(String value) {
    /** Lower-case letters and digits in groups joined by single dashes. */
    public static final String PATTERN = "[a-z0-9]+(-[a-z0-9]+)*";

    public static final int SHORTEST = 3;
    public static final int LONGEST = 100;

    /** Record keys that belong to no tenant, and where admins' own projects end. */
    private static final Set<String> RESERVED = Set.of("platform", Topics.CATALOGUE);

    private static final Pattern WELL_FORMED = Pattern.compile(PATTERN);

    public TenantSlug {
        if (!isWellFormed(value)) {
            throw new IllegalArgumentException("no tenant's slug: " + value);
        }
    }

    /** Whether a text can be a slug at all. */
    public static boolean isWellFormed(String text) {
        return text.length() >= SHORTEST
                && text.length() <= LONGEST
                && WELL_FORMED.matcher(text).matches();
    }

    /** Whether no tenant may bear it. */
    public boolean isReserved() {
        return RESERVED.contains(value);
    }
}
