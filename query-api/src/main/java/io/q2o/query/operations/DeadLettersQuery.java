package io.q2o.query.operations;

import static io.q2o.query.postgres.Columns.required;

import io.q2o.query.answer.Patterns;
import io.q2o.query.postgres.ReadModel;
import io.r2dbc.spi.Readable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Parked tenants, each with the record that is in the way, for admins. */
@Component
class DeadLettersQuery {
    /** The total is there on a page beyond the end, too: a row without a letter. */
    private static final String PAGE =
            """
            select d.*, total.letters
            from (select count(*) as letters from parked_tenant p where %2$s) total
            left join (
                select %1$s
                from (
                    select first.* from parked_tenant p
                    cross join lateral (
                        select * from dead_letter l
                        where l.projection = p.projection and l.partition = p.partition and l.tenant = p.tenant
                        order by l.record_offset
                        limit 1
                    ) first
                    where %2$s
                    order by first.at desc, p.projection, p.tenant
                    limit :size offset :offset
                ) d
            ) d on true
            order by d.at desc, d.projection, d.tenant
            """;

    private static final int AFTER_COLUMNS = 10;
    private static final String EVERYTHING = "true";
    private static final String OF_TENANTS = "p.tenant ilike :tenants";

    private final ReadModel readModel;

    DeadLettersQuery(ReadModel readModel) {
        this.readModel = readModel;
    }

    private record Line(@Nullable DeadLetterView letter, long total) {
        static Line of(Readable row) {
            return new Line(
                    row.get(0) == null ? null : DeadLetterView.of(row),
                    required(row, AFTER_COLUMNS, Long.class));
        }
    }

    /** One page and the total, in one statement; what was parked last comes first. */
    Mono<DeadLetterPage> page(DeadLetterCriteria criteria) {
        return readModel
                .asAdmin(client -> statement(client, criteria).map(Line::of).all().collectList())
                .map(lines ->
                        DeadLetterPage.of(
                                lines.stream().map(Line::letter).filter(Objects::nonNull).toList(),
                                lines.getFirst().total(),
                                criteria.paging()));
    }

    private static DatabaseClient.GenericExecuteSpec statement(
            DatabaseClient client, DeadLetterCriteria criteria) {
        var isAll = criteria.tenantSlug().isEmpty();
        var statement =
                client.sql(PAGE.formatted(DeadLetterView.COLUMNS, isAll ? EVERYTHING : OF_TENANTS))
                        .bind("size", criteria.paging().size())
                        .bind("offset", criteria.paging().offset());
        return isAll
                ? statement
                : statement.bind("tenants", Patterns.containing(criteria.tenantSlug()));
    }
}
