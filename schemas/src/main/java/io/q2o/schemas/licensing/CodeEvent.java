package io.q2o.schemas.licensing;

import io.q2o.schemas.Event;
import io.q2o.schemas.Sealed;
import io.q2o.schemas.StoredAs;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What happened to an activation code. Its uses are events of the device that used it. */
public sealed interface CodeEvent extends Event {
    /** The tenant whose code it is. */
    String slug();

    /** Number of the code. */
    long codeId();

    @Override
    default String key() {
        return slug();
    }

    @Override
    default String subject() {
        return "tenants/" + slug() + "/codes/" + codeId();
    }

    /**
     * @param hash peppered hash of the code
     * @param lastFour its last four characters, all that lists show of it
     * @param expiresAt the last instant at which it can be used, null = never expires
     * @param maxUses devices or projects it serves
     * @param secretKey id of the key the code is derived from
     * @param source {@code registration} if it came with the tenant, {@code admin} if one asked
     */
    @StoredAs("q2o.licensing.code-issued.v1")
    record CodeIssued(
            String slug,
            long codeId,
            String hash,
            String lastFour,
            @Nullable Sealed label,
            @Nullable Instant expiresAt,
            int maxUses,
            String secretKey,
            String source)
            implements CodeEvent {}

    /** It can be used no more; what it activated stays activated. */
    @StoredAs("q2o.licensing.code-revoked.v1")
    record CodeRevoked(String slug, long codeId) implements CodeEvent {}

    /** Somebody was shown the code in clear. */
    @StoredAs("q2o.licensing.code-revealed.v1")
    record CodeRevealed(String slug, long codeId) implements CodeEvent {}
}
