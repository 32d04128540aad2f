package io.q2o.query.licensing;

import io.q2o.query.answer.Patterns;
import io.q2o.query.lists.Listed;
import io.q2o.query.lists.PageFrame;
import io.q2o.query.postgres.ReadModel;
import java.util.ArrayList;
import java.util.Locale;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Activation codes, for admins. */
@Component
class CodesQuery {
    private static final PageFrame<CodeView> FRAME = new PageFrame<>("c", 12, CodeView::of);
    private static final String ORDER = "c.created_at desc, c.code_id desc";
    private static final String ROWS =
            """
            select %1$s
            from (
                select * from activation_code c
                where %2$s
                order by %3$s
                limit :size offset :offset
            ) c
            left join tenant t on t.tenant = c.tenant
            """;

    /** All of them are counted already. */
    private static final String ALL =
            """
            select coalesce(sum(value), 0)::bigint from platform_total where counter = 'codes'
            """;

    private static final String COUNTED = "select count(*) from activation_code c where %s";

    private static final int LAST_FOUR = 4;
    private static final String EVERYTHING = "true";
    private static final String OF_TENANT = "c.tenant = :tenant";

    /** Each alternative has an index of its own. */
    private static final String NAMED =
            """
            c.label ilike :pattern or c.tenant = any(array(
                select t.tenant from tenant t where t.name ilike :pattern or t.tenant ilike :pattern))
            """;

    private static final String ENDING = "c.last_four = :ending";
    private static final String HASHED = "c.hash = any(:hashes)";
    private static final String OF_REGISTRATION = "c.label is null and c.source = 'registration'";

    private final ReadModel readModel;
    private final CodeHashes hashes;

    CodesQuery(ReadModel readModel, CodeHashes hashes) {
        this.readModel = readModel;
        this.hashes = hashes;
    }

    /**
     * One page and the total, in one statement.
     *
     * @param partitions whose parked tenants the caller would miss
     */
    Mono<Listed<CodePage>> page(CodeCriteria criteria, Integer[] partitions) {
        return readModel
                .asAdmin(client -> FRAME.read(statement(client, criteria, hashes, partitions)))
                .map(found ->
                        found.as(CodePage.of(found.items(), found.total(), criteria.paging())));
    }

    static DatabaseClient.GenericExecuteSpec statement(
            DatabaseClient client, CodeCriteria criteria, CodeHashes hashes, Integer[] partitions) {
        var search = Search.of(criteria.search(), hashes);
        var where = where(criteria, search);
        var total = where.equals(EVERYTHING) ? ALL : COUNTED.formatted(where);
        var statement =
                client.sql(FRAME.sql(total, ROWS.formatted(CodeView.COLUMNS, where, ORDER), ORDER))
                        .bind("size", criteria.paging().size())
                        .bind("offset", criteria.paging().offset())
                        .bind("partitions", partitions);
        if (!criteria.tenantSlug().isEmpty()) {
            statement = statement.bind("tenant", criteria.tenantSlug());
        }
        return search.bind(statement);
    }

    private static String where(CodeCriteria criteria, Search search) {
        var conditions = new ArrayList<String>();
        if (!criteria.tenantSlug().isEmpty()) {
            conditions.add(OF_TENANT);
        }
        if (criteria.status() != null) {
            conditions.add(criteria.status().condition());
        }
        if (!search.text().isEmpty()) {
            conditions.add(search.condition());
        }
        return conditions.isEmpty() ? EVERYTHING : String.join(" and ", conditions);
    }

    /**
     * What a text can mean.
     *
     * @param ending the last four characters of a code; empty if the text is of another length
     * @param hashes of a whole code; none if the text is no code
     */
    private record Search(String text, String ending, String[] hashes) {
        static Search of(String text, CodeHashes hashes) {
            var canonical = CodeHashes.canonical(text);
            return new Search(
                    text, canonical.length() == LAST_FOUR ? canonical : "", hashes.of(text));
        }

        String condition() {
            var alternatives = new ArrayList<String>();
            alternatives.add(NAMED);
            if (!ending.isEmpty()) {
                alternatives.add(ENDING);
            }
            if (hashes.length > 0) {
                alternatives.add(HASHED);
            }
            if (CodeView.LABEL_OF_REGISTRATION
                    .toLowerCase(Locale.ROOT)
                    .contains(text.toLowerCase(Locale.ROOT))) {
                alternatives.add(OF_REGISTRATION);
            }
            return "(" + String.join(" or ", alternatives) + ")";
        }

        DatabaseClient.GenericExecuteSpec bind(DatabaseClient.GenericExecuteSpec statement) {
            if (text.isEmpty()) {
                return statement;
            }
            var bound = statement.bind("pattern", Patterns.containing(text));
            if (!ending.isEmpty()) {
                bound = bound.bind("ending", ending);
            }
            return hashes.length > 0 ? bound.bind("hashes", hashes) : bound;
        }
    }
}
