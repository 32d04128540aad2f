package io.q2o.domain.billing;

import io.q2o.schemas.billing.PlanOffer;
import io.q2o.schemas.billing.PlanTerms;

/** Plans that tests speak of. */
public final class Plans {
    public static final PlanOffer STARTER_OFFER =
            new PlanOffer("Starter", "price_starter_monthly", 10, 3, 10, 4900L, "EUR");
    public static final PlanOffer PRO_OFFER =
            new PlanOffer("Pro", "price_pro_monthly", 50, 10, 50, null, "EUR");
    public static final PlanTerms STARTER = STARTER_OFFER.of(32_768);
    public static final PlanTerms PRO = PRO_OFFER.of(65_536);

    private Plans() {}
}
