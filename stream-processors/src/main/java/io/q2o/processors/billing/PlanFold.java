package io.q2o.processors.billing;

import io.q2o.log.EventRecord;
import io.q2o.processors.projection.Rows;
import io.q2o.processors.projection.Totals;
import io.q2o.schemas.billing.PlanEvent;
import io.r2dbc.spi.Connection;
import java.util.List;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/** Plans and how many are on offer. */
public final class PlanFold {
    private final Rows<Long, PlanRow> plans;
    private final Totals totals;

    private PlanFold(Rows<Long, PlanRow> plans, Totals totals) {
        this.plans = plans;
        this.totals = totals;
    }

    /** Begins with the stored rows that these records are about. */
    public static Mono<PlanFold> of(
            List<EventRecord> records, Totals totals, Connection connection) {
        var ids =
                records.stream()
                        .map(EventRecord::event)
                        .filter(PlanEvent.class::isInstance)
                        .map(event -> ((PlanEvent) event).planId())
                        .collect(Collectors.toSet());
        return Rows.stored(
                        "select * from plan where plan_id = any($1)",
                        ids,
                        new Long[0],
                        PlanRow::of,
                        row -> row.terms().planId(),
                        connection)
                .map(rows -> new PlanFold(rows, totals));
    }

    public void apply(PlanEvent event, EventRecord record) {
        var before = plans.get(event.planId());
        var after = PlanRow.after(before, event, record);
        plans.put(event.planId(), after);
        totals.add(
                record,
                "plans-on-offer",
                (after.retired() ? 0 : 1) - (before == null || before.retired() ? 0 : 1));
    }

    public Mono<Void> write(Connection connection) {
        return PlanRow.UPSERT.rows(plans.changed(), connection);
    }
}
