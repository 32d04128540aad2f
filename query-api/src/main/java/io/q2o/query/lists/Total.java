package io.q2o.query.lists;

/**
 * How many rows all pages of a list have.
 *
 * @param rows counted; searches count no further than {@value PagedTable#MOST_COUNTED}
 * @param more whether there are more than these
 */
public record Total(long rows, boolean more) {
    /**
     * A query, in parentheses, of what the projection has counted already.
     *
     * @param counter SQL for the name of the counter
     */
    public static String kept(String counter) {
        return "(select coalesce(sum(value), 0)::bigint from platform_total where counter = %s)"
                .formatted(counter);
    }

    /** How many there are beside those that were counted: {@code eq}, as many, or {@code gte}. */
    public String relation() {
        return more ? "gte" : "eq";
    }
}
