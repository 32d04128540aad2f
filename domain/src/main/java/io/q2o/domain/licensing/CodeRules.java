package io.q2o.domain.licensing;

import static io.q2o.domain.Decision.accepted;
import static io.q2o.domain.Decision.nothingToDo;
import static io.q2o.domain.Decision.refused;

import io.q2o.domain.Changes;
import io.q2o.domain.Decision;
import io.q2o.domain.ImpossibleEventException;
import io.q2o.domain.Kind;
import io.q2o.domain.Knowledge;
import io.q2o.domain.Moment;
import io.q2o.domain.Rules;
import io.q2o.domain.UnknownTenant;
import io.q2o.domain.licensing.CodeState.Absent;
import io.q2o.domain.licensing.CodeState.Code;
import io.q2o.domain.licensing.CodeState.Issued;
import io.q2o.domain.licensing.CodeState.Revoked;
import io.q2o.schemas.Event;
import io.q2o.schemas.licensing.CodeCommand;
import io.q2o.schemas.licensing.CodeCommand.IssueCodes;
import io.q2o.schemas.licensing.CodeCommand.RevealCode;
import io.q2o.schemas.licensing.CodeCommand.RevokeCode;
import io.q2o.schemas.licensing.CodeEvent;
import io.q2o.schemas.licensing.CodeEvent.CodeIssued;
import io.q2o.schemas.licensing.CodeEvent.CodeRevealed;
import io.q2o.schemas.licensing.CodeEvent.CodeRevoked;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Codes are issued in any state of the subscription, and revoked once. */
public final class CodeRules implements Rules<CodeCommand, CodeEvent> {
    private static final int MOST_CODES = 100;
    private static final int MOST_USES = 1_000_000;
    private static final int MOST_DAYS = 36_500;

    private static final Decision.Answer REVOKED = DoneAnswer.of("Code revoked.");

    private final Holder.Finder holders;

    public CodeRules(Holder.Finder holders) {
        this.holders = holders;
    }

    @Override
    public Class<CodeCommand> commands() {
        return CodeCommand.class;
    }

    @Override
    public Class<CodeEvent> events() {
        return CodeEvent.class;
    }

    @Override
    public List<Kind<?>> kinds() {
        return List.of(CodeState.KIND, Lookup.CODE_HASH, CodeCounts.KIND);
    }

    @Override
    public Decision decide(Knowledge known, CodeCommand command, Moment moment) {
        return switch (command) {
            case IssueCodes issue -> issue(known, issue, moment);
            case RevokeCode(long codeId) -> revoke(known, codeId);
            case RevealCode(long codeId) -> reveal(known, codeId);
        };
    }

    private Decision issue(Knowledge known, IssueCodes issue, Moment moment) {
        var outOfRange = outOfRange(issue);
        if (outOfRange != null) {
            return refused(outOfRange);
        }
        return switch (holders.find(known, issue.slug())) {
            case Holder.Unknown() -> refused(new UnknownTenant("tenant_slug", issue.slug()));
            case Holder.Known(_, boolean isErased) when isErased && issue.label() != null ->
                    refused(new CodeRefusal.PersonalDataIsErased(issue.slug()));
            case Holder.Known _ -> {
                var codes = NewCodes.asked(issue, moment);
                yield accepted(NewCodesAnswer.of(codes), List.<Event>copyOf(codes));
            }
        };
    }

    private static @Nullable CodeRefusal outOfRange(IssueCodes issue) {
        if (issue.count() < 1 || issue.count() > MOST_CODES) {
            return new CodeRefusal.OutOfRange("count", 1, MOST_CODES);
        }
        if (issue.maxUses() < 1 || issue.maxUses() > MOST_USES) {
            return new CodeRefusal.OutOfRange("max_uses", 1, MOST_USES);
        }
        var days = issue.ttlDays();
        return days != null && (days < 1 || days > MOST_DAYS)
                ? new CodeRefusal.OutOfRange("ttl_days", 1, MOST_DAYS)
                : null;
    }

    private static Decision revoke(Knowledge known, long codeId) {
        return switch (known.of(CodeState.key(codeId))) {
            case Absent() -> refused(new CodeRefusal.UnknownCode(codeId));
            case Revoked _ -> nothingToDo(REVOKED);
            case Issued(var code) -> accepted(REVOKED, new CodeRevoked(code.slug(), codeId));
        };
    }

    private static Decision reveal(Knowledge known, long codeId) {
        return switch (known.of(CodeState.key(codeId))) {
            case Absent() -> refused(new CodeRefusal.UnknownCode(codeId));
            case Issued(var code) -> reveal(codeId, code);
            case Revoked(var code) -> reveal(codeId, code);
        };
    }

    private static Decision reveal(long codeId, Code code) {
        return accepted(CodeAnswer.of(codeId, code), new CodeRevealed(code.slug(), codeId));
    }

    @Override
    public void evolve(Knowledge known, CodeEvent event, Moment happened, Changes changes) {
        var key = CodeState.key(event.codeId());
        var state = known.of(key);
        switch (event) {
            case CodeIssued issued when state instanceof Absent ->
                    changes.put(key, new Issued(issued(known, issued, happened, changes)));
            case CodeRevoked _ when state instanceof Issued(var code) && isOf(code, event) ->
                    changes.put(key, new Revoked(code));
            case CodeRevealed _ when state instanceof Issued(var code) && isOf(code, event) -> {}
            case CodeRevealed _ when state instanceof Revoked(var code) && isOf(code, event) -> {}
            case CodeIssued _, CodeRevoked _, CodeRevealed _ ->
                    throw new ImpossibleEventException(event, state);
        }
    }

    private static boolean isOf(Code code, CodeEvent event) {
        return code.slug().equals(event.slug());
    }

    private static Code issued(
            Knowledge known, CodeIssued event, Moment happened, Changes changes) {
        var hash = Lookup.code(event.slug(), event.hash());
        if (known.of(hash) instanceof Lookup.Taken taken) {
            throw new ImpossibleEventException(event, taken);
        }
        changes.put(hash, new Lookup.Taken(event.codeId()));
        var counts = CodeCounts.key(event.slug());
        changes.put(counts, known.of(counts).in(happened.at()).oneMoreIssued());
        return new Code(
                event.slug(),
                event.lastFour(),
                event.secretKey(),
                happened.at(),
                event.expiresAt(),
                event.maxUses(),
                0);
    }
}
