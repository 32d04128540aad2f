package io.q2o.domain.platform;

import io.q2o.domain.RuleBook;

/** The rules of the whole platform. */
public final class PlatformRules {
    private PlatformRules() {}

    /** A book of all rules; stateless, so that one serves every partition. */
    public static RuleBook book() {
        return RuleBook.all();
    }
}
