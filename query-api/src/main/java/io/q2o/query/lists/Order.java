package io.q2o.query.lists;

import java.util.List;
import java.util.stream.Collectors;

/** An order of rows, which can be read from either end. */
public record Order(List<Term> terms) {
    /**
     * One column of an order.
     *
     * @param nullable whether it may be null, which is less than everything else
     */
    public record Term(String column, boolean down, boolean nullable) {
        private String sql() {
            var nulls = nullable ? (down ? " nulls last" : " nulls first") : "";
            return column + (down ? " desc" : "") + nulls;
        }
    }

    /** The first column that differs decides. */
    public static Order of(Term... terms) {
        return new Order(List.of(terms));
    }

    public static Term up(String column) {
        return new Term(column, false, false);
    }

    public static Term down(String column) {
        return new Term(column, true, false);
    }

    public static Term by(String column, boolean down) {
        return new Term(column, down, false);
    }

    /** The same rows, the last one first. */
    Order reversed() {
        return new Order(
                terms.stream()
                        .map(term -> new Term(term.column, !term.down, term.nullable))
                        .toList());
    }

    /** What follows {@code order by}. */
    String sql() {
        return terms.stream().map(Term::sql).collect(Collectors.joining(", "));
    }
}
