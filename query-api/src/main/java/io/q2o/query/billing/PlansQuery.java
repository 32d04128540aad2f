package io.q2o.query.billing;

import io.q2o.query.postgres.ReadModel;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The plan catalogue, for admins. */
@Component
class PlansQuery {
    /** Portals offer the first one, and know a tenant's plan only if it is in the list. */
    private static final String ON_OFFER_OR_IN_USE =
            """
            select %s
            from plan p
            where not p.retired or exists (select 1 from tenant t where t.plan_id = p.plan_id)
            order by p.retired, p.monthly_run_quota, p.name, p.plan_id
            """
                    .formatted(PlanView.COLUMNS);

    private static final String BY_ID =
            """
            select %s from plan p where p.plan_id = :plan
            """
                    .formatted(PlanView.COLUMNS);

    private final ReadModel readModel;

    PlansQuery(ReadModel readModel) {
        this.readModel = readModel;
    }

    /** Plans on offer, then retired ones that still have subscribers; cheaper quotas first. */
    Mono<List<PlanView>> all() {
        return readModel.asAdmin(
                client -> client.sql(ON_OFFER_OR_IN_USE).map(PlanView::of).all().collectList());
    }

    /** One plan, retired or not; empty if there is none. */
    Mono<PlanView> byId(long id) {
        return readModel.asAdmin(
                client -> client.sql(BY_ID).bind("plan", id).map(PlanView::of).one());
    }
}
