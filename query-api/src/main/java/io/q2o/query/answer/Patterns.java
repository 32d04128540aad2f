package io.q2o.query.answer;

import java.util.regex.Pattern;

/** Patterns for {@code like} and {@code ilike}. */
public final class Patterns {
    private static final Pattern THREE_IN_A_ROW = Pattern.compile("[\\p{L}\\p{N}]{3}");

    private Patterns() {}

    /** Whether an index of trigrams can find what contains the text. */
    public static boolean hasTrigram(String text) {
        return THREE_IN_A_ROW.matcher(text).find();
    }

    /** Matches what contains the text, in which {@code %} and {@code _} stand for themselves. */
    public static String containing(String text) {
        return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
    }
}
