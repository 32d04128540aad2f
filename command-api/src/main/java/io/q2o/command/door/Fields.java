package io.q2o.command.door;

import io.q2o.web.FieldFault;
import io.q2o.web.Problem;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks the fields of one request, collecting every fault, and brings them into the form in which
 * they are stored. Blank optional texts are null.
 */
public final class Fields {
    private static final Pattern EMAIL =
            Pattern.compile(
                    "[A-Za-z0-9_'+-]+(\\.[A-Za-z0-9_'+-]+)*@([A-Za-z0-9][A-Za-z0-9-]*\\.)+[A-Za-z]{2,}");
    private static final Pattern HOST =
            Pattern.compile(
                    "([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern PHONE = Pattern.compile("\\+?[0-9 ()./-]{3,50}");
    private static final Pattern COLOUR = Pattern.compile("#([0-9a-f]{3}|[0-9a-f]{6})");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cc}");

    private final List<FieldFault> faults = new ArrayList<>();

    /** Notes a fault. */
    public void fault(String field, String detail) {
        faults.add(new FieldFault("/" + field, detail));
    }

    /** Throws a 422 that names every field at fault, if there is any. */
    public void check() {
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
    }

    /** A text that must be there; the empty text stands for one that was at fault. */
    public String required(String field, @Nullable String value, int longest) {
        var text = optional(field, value, longest);
        if (text == null
                && faults.stream().noneMatch(fault -> fault.pointer().equals("/" + field))) {
            fault(field, "is required, 1 to " + longest + " characters");
        }
        return text == null ? "" : text;
    }

    /** A text that may be left out. */
    public @Nullable String optional(String field, @Nullable String value, int longest) {
        if (value == null || value.isBlank()) {
            return null;
        }
        var text = value.strip();
        if (text.length() > longest) {
            fault(field, "must be at most " + longest + " characters");
            return null;
        }
        if (CONTROL.matcher(text).find()) {
            fault(field, "must not contain control characters");
            return null;
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            fault(field, "must be well-formed Unicode, no half of a surrogate pair");
            return null;
        }
        return text;
    }

    private @Nullable String matching(
            String field,
            @Nullable String value,
            int longest,
            Pattern pattern,
            UnaryOperator<String> form,
            String expected) {
        var text = optional(field, value, longest);
        if (text == null) {
            return null;
        }
        var formed = form.apply(text);
        if (!pattern.matcher(formed).matches()) {
            fault(field, expected);
            return null;
        }
        return formed;
    }

    /** An e-mail address in the form that portals accept. */
    public @Nullable String email(String field, @Nullable String value) {
        return matching(
                field,
                value,
                255,
                EMAIL,
                UnaryOperator.identity(),
                "must be an e-mail address such as name@example.com, in ASCII");
    }

    /** A phone number. */
    public @Nullable String phone(String field, @Nullable String value) {
        return matching(
                field,
                value,
                50,
                PHONE,
                UnaryOperator.identity(),
                "must be a phone number such as +49 30 123456");
    }

    /** A host name, lower case. */
    public @Nullable String host(String field, @Nullable String value) {
        return matching(
                field,
                value,
                255,
                HOST,
                text -> text.toLowerCase(Locale.ROOT),
                "must be a host name such as licences.example.com");
    }

    /** A colour as {@code #rrggbb}; {@code #rgb} is written out. */
    public @Nullable String colour(String field, @Nullable String value) {
        var text =
                matching(
                        field,
                        value,
                        7,
                        COLOUR,
                        colour -> colour.toLowerCase(Locale.ROOT),
                        "must be a colour such as #1a2b3c");
        if (text == null || text.length() == 7) {
            return text;
        }
        var whole = new StringBuilder("#");
        text.chars().skip(1).forEach(digit -> whole.append((char) digit).append((char) digit));
        return whole.toString();
    }

    /** An absolute http or https URL. */
    public @Nullable String url(String field, @Nullable String value) {
        var text = optional(field, value, 500);
        if (text == null) {
            return null;
        }
        try {
            var url = new URI(text);
            var scheme = url.getScheme();
            if (url.getHost() != null
                    && url.getUserInfo() == null
                    && ("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))) {
                return text;
            }
        } catch (URISyntaxException malformed) {
            // said below
        }
        fault(field, "must be an absolute http or https URL");
        return null;
    }

    /** One of some words. */
    public String oneOf(
            String field, @Nullable String value, List<String> words, String unlessGiven) {
        if (value == null || value.isBlank()) {
            return unlessGiven;
        }
        if (!words.contains(value)) {
            fault(field, "must be one of " + String.join(", ", words));
            return unlessGiven;
        }
        return value;
    }

    /** A number within bounds that may be left out. */
    public <N extends Number> @Nullable N within(
            String field, @Nullable N value, long least, long most) {
        if (value != null && (value.longValue() < least || value.longValue() > most)) {
            fault(field, "must be " + least + " to " + most);
            return null;
        }
        return value;
    }
}
