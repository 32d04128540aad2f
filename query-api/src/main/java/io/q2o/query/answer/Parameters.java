package io.q2o.query.answer;

import io.q2o.web.FieldFault;
import io.q2o.web.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/**
 * Reads query parameters. Faults are collected, so that one problem names all of them: call {@link
 * #check} before using what was read. Parameters nobody asks for are ignored.
 */
public final class Parameters {
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");

    private final MultiValueMap<String, String> given;
    private final List<FieldFault> faults = new ArrayList<>();

    public Parameters(MultiValueMap<String, String> given) {
        this.given = given;
    }

    /** A whole number within limits; {@code otherwise} when it is not given. */
    public int number(String name, int otherwise, int least, int most) {
        var text = single(name);
        if (text == null) {
            return otherwise;
        }
        if (NUMBER.matcher(text).matches()) {
            var number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return (int) number;
            }
        }
        fault(name, "must be a whole number from %d to %d".formatted(least, most));
        return otherwise;
    }

    /** A text without the blanks around it; empty when it is not given. */
    public String text(String name, int most) {
        var text = single(name);
        if (text == null) {
            return "";
        }
        if (text.length() > most) {
            fault(name, "must have at most %d characters".formatted(most));
        } else if (text.indexOf('\0') >= 0) {
            fault(name, "must not have a zero character in it");
        }
        return text.strip();
    }

    /** One of some words; empty when it is not given or is empty itself. */
    public <T> Optional<T> word(String name, Map<String, T> words) {
        var text = single(name);
        if (text == null || text.isEmpty()) {
            return Optional.empty();
        }
        var meant = Optional.ofNullable(words.get(text));
        if (meant.isEmpty()) {
            fault(name, "must be one of " + String.join(", ", words.keySet()));
        }
        return meant;
    }

    /**
     * Ends the reading.
     *
     * @throws Problem 422 if anything was wrong
     */
    public void check() {
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
    }

    private @Nullable String single(String name) {
        var values = given.get(name);
        if (values == null || values.isEmpty()) {
            return null;
        }
        if (values.size() > 1) {
            fault(name, "must be given once");
            return null;
        }
        var value = values.getFirst();
        return value == null ? "" : value;
    }

    private void fault(String name, String detail) {
        faults.add(new FieldFault(name, detail));
    }
}
