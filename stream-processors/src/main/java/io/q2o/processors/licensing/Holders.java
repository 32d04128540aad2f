package io.q2o.processors.licensing;

import java.time.Instant;

/** The tenants that codes and devices belong to; fails for one that is missing. */
public interface Holders {
    /** Whether the tenant's personal data is erased and none is shown again. */
    boolean isErased(String slug);

    /** Counts a code of the tenant. */
    void codeIssued(String slug, Instant at);

    /** Counts the first use of a code of the tenant. */
    void codeFirstUsed(String slug, Instant issuedAt);
}
