package io.q2o.query.licensing;

import io.q2o.query.answer.Patterns;
import io.q2o.query.lists.Alternative;
import io.q2o.query.lists.Listed;
import io.q2o.query.lists.Order;
import io.q2o.query.lists.PagedTable;
import io.q2o.query.postgres.ReadModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Activation codes, for admins. */
@Component
class CodesQuery {
    private static final PagedTable<CodeView> TABLE =
            new PagedTable<>(
                    "activation_code",
                    "c",
                    "code_id",
                    CodeView.COLUMNS,
                    12,
                    "left join tenant t on t.tenant = c.tenant",
                    CodeView::of);

    private static final Order NEWEST_FIRST =
            Order.of(Order.down("c.created_at"), Order.down("c.code_id"));

    private static final String COUNTED = "select count(*) from activation_code c where %s";

    private static final int LAST_FOUR = 4;
    private static final String EVERYTHING = "true";
    private static final String OF_TENANT = "c.tenant = :tenant";
    private static final String THAT_TENANT = "t.tenant = :tenant";

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
                .asAdmin(client -> TABLE.read(statement(client, criteria, hashes, partitions)))
                .map(found ->
                        found.as(CodePage.of(found.items(), found.total(), criteria.paging())));
    }

    static DatabaseClient.GenericExecuteSpec statement(
            DatabaseClient client, CodeCriteria criteria, CodeHashes hashes, Integer[] partitions) {
        var where = where(criteria);
        var wanted =
                new PagedTable.Wanted(
                        criteria.paging(),
                        where,
                        criteria.tenantSlug().isEmpty() ? EVERYTHING : THAT_TENANT,
                        NEWEST_FIRST,
                        partitions);
        var statement =
                criteria.search().isEmpty()
                        ? TABLE.counted(client, wanted, total(criteria, where))
                        : Search.of(criteria.search(), hashes).statement(client, wanted);
        return criteria.tenantSlug().isEmpty()
                ? statement
                : statement.bind("tenant", criteria.tenantSlug());
    }

    private static String where(CodeCriteria criteria) {
        var conditions = new ArrayList<String>();
        if (!criteria.tenantSlug().isEmpty()) {
            conditions.add(OF_TENANT);
        }
        if (criteria.status() != null) {
            conditions.add(criteria.status().condition());
        }
        return conditions.isEmpty() ? EVERYTHING : String.join(" and ", conditions);
    }

    /** All of them, and those of a status, are counted already; one tenant's are few. */
    private static String total(CodeCriteria criteria, String where) {
        if (!criteria.tenantSlug().isEmpty()) {
            return COUNTED.formatted(where);
        }
        return criteria.status() == null ? CodeStatus.ALL : criteria.status().total();
    }

    /**
     * What a text can mean.
     *
     * @param ending the last four characters of a code; empty if the text is of another length
     * @param hashes of a whole code; none if the text is no code
     */
    private record Search(String text, String ending, String[] hashes) {
        private static final Alternative LABELLED =
                new Alternative.Rows("c.search like lower(:pattern)");
        private static final Alternative OF_TENANTS =
                new Alternative.OfTenants("t.search like lower(:pattern)");
        private static final Alternative ENDING = new Alternative.Rows("c.last_four = :ending");
        private static final Alternative HASHED = new Alternative.Rows("c.hash = any(:hashes)");
        private static final Alternative OF_REGISTRATION =
                new Alternative.Rows("c.label is null and c.source = 'registration'");

        static Search of(String text, CodeHashes hashes) {
            var canonical = CodeHashes.canonical(text);
            return new Search(
                    text, canonical.length() == LAST_FOUR ? canonical : "", hashes.of(text));
        }

        DatabaseClient.GenericExecuteSpec statement(
                DatabaseClient client, PagedTable.Wanted wanted) {
            var statement =
                    TABLE.searched(client, wanted, alternatives(), Patterns.hasTrigram(text))
                            .bind("pattern", Patterns.containing(text));
            if (!ending.isEmpty()) {
                statement = statement.bind("ending", ending);
            }
            return hashes.length > 0 ? statement.bind("hashes", hashes) : statement;
        }

        private List<Alternative> alternatives() {
            var alternatives = new ArrayList<Alternative>();
            alternatives.add(LABELLED);
            alternatives.add(OF_TENANTS);
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
            return alternatives;
        }
    }
}
