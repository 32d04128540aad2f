package io.q2o.domain.licensing;

import io.q2o.domain.Knowledge;

/** The tenant that codes and devices belong to, as far as licensing asks about it. */
public sealed interface Holder {
    /** There is no such tenant. */
    record Unknown() implements Holder {}

    /**
     * @param isErased whether its personal data is erased and none is taken again
     */
    record Known(long tenantId, boolean isErased) implements Holder {}

    /** Tells who has a slug; the rules of tenants know. */
    @FunctionalInterface
    interface Finder {
        Holder find(Knowledge known, String slug);
    }
}
