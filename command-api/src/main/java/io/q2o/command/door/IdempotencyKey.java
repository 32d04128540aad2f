package io.q2o.command.door;

import io.q2o.web.FieldFault;
import io.q2o.web.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** The caller's own key of a request, quoted or bare. */
final class IdempotencyKey {
    static final String HEADER = "Idempotency-Key";
    static final int LONGEST = 255;

    private IdempotencyKey() {}

    /**
     * Reads the header.
     *
     * @return null if it is not sent
     * @throws Problem 422 if it is not 1 to 255 printable ASCII characters, or sent twice
     */
    static @Nullable String of(HttpHeaders headers) {
        var values = headers.getOrEmpty(HEADER);
        if (values.isEmpty()) {
            return null;
        }
        var text = values.getFirst().strip();
        if (text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")) {
            text = text.substring(1, text.length() - 1);
        }
        if (values.size() > 1
                || text.isEmpty()
                || text.length() > LONGEST
                || !text.chars().allMatch(character -> character > 0x20 && character < 0x7f)) {
            throw Problem.invalid(
                    List.of(
                            new FieldFault(
                                    HEADER,
                                    "must be one value of 1 to "
                                            + LONGEST
                                            + " printable ASCII characters without spaces")));
        }
        return text;
    }
}
