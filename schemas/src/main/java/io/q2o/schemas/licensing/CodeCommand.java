package io.q2o.schemas.licensing;

import io.q2o.schemas.Command;
import io.q2o.schemas.Sealed;
import io.q2o.schemas.StoredAs;
import io.q2o.schemas.Topics;
import org.jspecify.annotations.Nullable;

/** What can be asked of activation codes. */
public sealed interface CodeCommand extends Command {
    @Override
    default String key() {
        return switch (this) {
            case IssueCodes issue -> issue.slug();
            case RevokeCode(long codeId) -> Topics.keyOfEntity(codeId);
            case RevealCode(long codeId) -> Topics.keyOfEntity(codeId);
        };
    }

    /**
     * @param count how many, each with a number of its own
     * @param ttlDays days until they expire, null = never
     * @param maxUses devices or projects that one code serves
     * @param label a text for people, the same for all of them
     */
    @StoredAs("q2o.command.licensing.issue-codes.v1")
    record IssueCodes(
            String slug, int count, @Nullable Integer ttlDays, int maxUses, @Nullable Sealed label)
            implements CodeCommand {}

    @StoredAs("q2o.command.licensing.revoke-code.v1")
    record RevokeCode(long codeId) implements CodeCommand {}

    /** Show a code in clear once more. */
    @StoredAs("q2o.command.licensing.reveal-code.v1")
    record RevealCode(long codeId) implements CodeCommand {}
}
