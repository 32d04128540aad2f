package io.q2o.domain.licensing;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.q2o.domain.Decision;
import io.q2o.domain.Slot;
import io.q2o.schemas.licensing.CodeEvent.CodeIssued;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Codes that were just made, in clear.
 *
 * @param codes what portals show for copying
 * @param items the same with their numbers
 */
record NewCodesAnswer(boolean success, String message, List<Slot> codes, List<Item> items) {
    /** One of them; every key is present. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Item(long id, Slot code, String maskedCode, @Nullable Instant expiresAt, int maxUses) {}

    static Decision.Answer of(List<CodeIssued> issued) {
        var items = issued.stream().map(NewCodesAnswer::item).toList();
        var message = "Generated " + items.size() + (items.size() == 1 ? " code." : " codes.");
        var codes = items.stream().map(Item::code).toList();
        return _ -> new NewCodesAnswer(true, message, codes, items);
    }

    private static Item item(CodeIssued issued) {
        return new Item(
                issued.codeId(),
                CodeAnswer.inClear(issued.codeId(), issued.secretKey()),
                CodeAnswer.masked(issued.lastFour()),
                issued.expiresAt(),
                issued.maxUses());
    }
}
