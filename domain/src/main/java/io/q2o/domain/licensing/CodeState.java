package io.q2o.domain.licensing;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.q2o.domain.Key;
import io.q2o.domain.Kind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is known about an activation code. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
    @JsonSubTypes.Type(value = CodeState.Absent.class, name = "absent"),
    @JsonSubTypes.Type(value = CodeState.Issued.class, name = "issued"),
    @JsonSubTypes.Type(value = CodeState.Revoked.class, name = "revoked")
})
sealed interface CodeState {
    Kind<CodeState> KIND = new Kind<>("code", CodeState.class, new Absent());

    static Key<CodeState> key(long codeId) {
        return KIND.key(Long.toString(codeId));
    }

    record Absent() implements CodeState {}

    /** Usable unless it has expired or is used up. */
    record Issued(Code code) implements CodeState {}

    /** Never usable again; what it activated stays activated. */
    record Revoked(Code code) implements CodeState {}

    /**
     * @param slug the tenant it belongs to
     * @param secretKey id of the key it is derived from
     * @param expiresAt the last instant at which it can be used, null = never expires
     */
    record Code(
            String slug,
            String lastFour,
            String secretKey,
            Instant issuedAt,
            @Nullable Instant expiresAt,
            int maxUses,
            int useCount) {
        boolean hasExpired(Instant at) {
            return expiresAt != null && expiresAt.isBefore(at);
        }

        boolean isUsedUp() {
            return useCount >= maxUses;
        }

        boolean isUnused() {
            return useCount == 0;
        }

        Code usedOnceMore() {
            return new Code(slug, lastFour, secretKey, issuedAt, expiresAt, maxUses, useCount + 1);
        }
    }
}
