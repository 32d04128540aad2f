package io.q2o.query.lists;

/**
 * How many rows all pages of a list have.
 *
 * @param rows counted; searches count no further than {@value PagedTable#MOST_COUNTED}
 * @param more whether there are more than these
 */
public record Total(long rows, boolean more) {
    /** How many there are beside those that were counted: {@code eq}, as many, or {@code gte}. */
    public String relation() {
        return more ? "gte" : "eq";
    }
}
