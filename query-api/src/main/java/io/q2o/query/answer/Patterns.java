package io.q2o.query.answer;

/** Patterns for {@code like} and {@code ilike}. */
public final class Patterns {
    private Patterns() {}

    /** Matches what contains the text, in which {@code %} and {@code _} stand for themselves. */
    public static String containing(String text) {
        return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
    }
}
