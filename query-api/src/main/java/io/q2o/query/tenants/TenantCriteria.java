package io.q2o.query.tenants;

import io.q2o.query.answer.Paging;
import io.q2o.query.answer.Parameters;
import io.q2o.query.answer.Patterns;
import io.q2o.query.lists.Order;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which tenants are listed, and in which order.
 *
 * @param search part of name or slug in any case; empty for all
 * @param status one of the seven words, null for all
 */
record TenantCriteria(
        Paging paging, String search, @Nullable Status status, Sort sort, boolean down) {
    static final int LARGEST_PAGE = 1000;
    static final int LONGEST_SEARCH = 200;

    /** The words portals filter by. */
    enum Status {
        ACTIVE,
        TRIALING,
        PAST_DUE,
        CANCELED,
        UNPAID,
        SUSPENDED,
        /** No subscription, or one in a state that portals have no word for. */
        NONE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What lists can be ordered by; the newest come first among equals.
     *
     * <p>Portals' column of usage shows codes used of codes issued in the current month, and that
     * is what both words for it order by. Figures of other months read as 0: their tenants stand
     * together, those whose last codes are younger nearer to the ones of this month.
     */
    enum Sort {
        NAME("name", "lower(t.name)"),
        SLUG("slug", "t.tenant"),
        CREATED_AT("created_at", "t.created_at"),
        UPDATED_AT("updated_at", "t.updated_at"),
        USAGE("usage", "t.codes_month"),
        USAGE_CURRENT("usage_current", "t.codes_month");

        private final String word;
        private final String column;

        Sort(String word, String column) {
            this.word = word;
            this.column = column;
        }

        String word() {
            return word;
        }

        /** Slugs differ, so that pages never overlap. */
        Order order(boolean down) {
            var first = Order.by(column, down);
            var newest = Order.down("t.created_at");
            var slug = Order.up("t.tenant");
            return switch (this) {
                case SLUG -> Order.of(first);
                case USAGE, USAGE_CURRENT ->
                        Order.of(
                                new Order.Term(column, down, true),
                                Order.by("t.activation_codes_used", down),
                                Order.by("t.activation_codes_total", down),
                                newest,
                                slug);
                case CREATED_AT -> Order.of(first, Order.by("t.tenant", !down));
                default -> Order.of(first, newest, slug);
            };
        }
    }

    private static final Map<String, Status> STATUSES =
            words(Stream.of(Status.values()), Status::word);
    private static final Map<String, Sort> SORTS = words(Stream.of(Sort.values()), Sort::word);
    private static final Map<String, Boolean> DIRECTIONS =
            words(Stream.of(true, false), down -> down ? "desc" : "asc");

    private static <T> Map<String, T> words(Stream<T> values, Function<T, String> word) {
        var words = new LinkedHashMap<String, T>();
        values.forEach(value -> words.put(word.apply(value), value));
        return Collections.unmodifiableMap(words);
    }

    /**
     * Reads the parameters of the list.
     *
     * @throws io.q2o.web.Problem 422 naming each that is out of range
     */
    static TenantCriteria of(Parameters parameters) {
        var criteria =
                new TenantCriteria(
                        Paging.of(parameters, 10, LARGEST_PAGE),
                        parameters.text("search", LONGEST_SEARCH),
                        parameters.word("status", STATUSES).orElse(null),
                        parameters.word("sort_field", SORTS).orElse(Sort.CREATED_AT),
                        parameters.word("sort_direction", DIRECTIONS).orElse(true));
        parameters.check();
        return criteria;
    }

    /** The search as a pattern in which {@code %} and {@code _} stand for themselves. */
    String pattern() {
        return Patterns.containing(search);
    }
}
