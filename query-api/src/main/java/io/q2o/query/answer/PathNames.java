package io.q2o.query.answer;

import java.util.regex.Pattern;

/** What can be in a path: what cannot exist is not looked for. */
public final class PathNames {
    private static final Pattern SLUG = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final int SHORTEST = 3;
    private static final int LONGEST = 100;

    private PathNames() {}

    /** Whether a tenant can have this slug. */
    public static boolean isSlug(String text) {
        return text.length() >= SHORTEST
                && text.length() <= LONGEST
                && SLUG.matcher(text).matches();
    }

    /** Whether this is a number as ids have them. */
    public static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches();
    }
}
