package io.q2o.domain.billing;

import static io.q2o.domain.Scenario.NEW_ID;
import static io.q2o.domain.Scenario.given;
import static io.q2o.domain.billing.Plans.PRO;
import static io.q2o.domain.billing.Plans.PRO_OFFER;
import static io.q2o.domain.billing.Plans.STARTER;
import static io.q2o.domain.billing.Plans.STARTER_OFFER;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.q2o.domain.ImpossibleEventException;
import io.q2o.schemas.billing.PlanCommand.ChangePlan;
import io.q2o.schemas.billing.PlanCommand.DefinePlan;
import io.q2o.schemas.billing.PlanCommand.RetirePlan;
import io.q2o.schemas.billing.PlanEvent.PlanChanged;
import io.q2o.schemas.billing.PlanEvent.PlanDefined;
import io.q2o.schemas.billing.PlanEvent.PlanRetired;
import io.q2o.schemas.billing.PlanOffer;
import org.junit.jupiter.api.Test;

class PlanRulesTest {
    private static final PlanDefined STARTER_DEFINED = new PlanDefined(STARTER.planId(), STARTER);
    private static final PlanDefined PRO_DEFINED = new PlanDefined(PRO.planId(), PRO);
    private static final PlanRetired STARTER_RETIRED = new PlanRetired(STARTER.planId(), STARTER);

    private static PlanOffer offer(String name, String stripePriceId) {
        return new PlanOffer(name, stripePriceId, 10, 3, 10, 4900L, "EUR");
    }

    @Test
    void definesAPlanUnderANumberOfItsOwn() {
        given(STARTER_DEFINED)
                .when(new DefinePlan(PRO_OFFER))
                .thenCreated(new PlanDefined(NEW_ID, PRO_OFFER.of(NEW_ID)))
                .answering(
                        new PlanAnswer(
                                NEW_ID,
                                "Pro",
                                "price_pro_monthly",
                                50,
                                10,
                                50,
                                null,
                                "EUR",
                                false));
    }

    @Test
    void refusesANameThatAnotherPlanBears() {
        given(STARTER_DEFINED)
                .when(new DefinePlan(offer("Starter", "price_other")))
                .thenRefused(new PlanRefusal.NameTaken("Starter"));
    }

    @Test
    void refusesAStripePriceThatAnotherPlanBears() {
        given(STARTER_DEFINED)
                .when(new DefinePlan(offer("Other", "price_starter_monthly")))
                .thenRefused(new PlanRefusal.StripePriceTaken("price_starter_monthly"));
    }

    @Test
    void changesTermsAsAWhole() {
        var dearer = new PlanOffer("Starter", "price_starter_monthly", 12, 3, null, 5900L, "EUR");
        given(STARTER_DEFINED)
                .when(new ChangePlan(STARTER.planId(), dearer, true))
                .then(new PlanChanged(STARTER.planId(), dearer.of(STARTER.planId()), true));
    }

    @Test
    void takesEqualTermsForNoChange() {
        given(STARTER_DEFINED)
                .when(new ChangePlan(STARTER.planId(), STARTER_OFFER, false))
                .thenNothing();
    }

    @Test
    void tellsSubscribersOfEqualTermsWhenAskedTo() {
        given(STARTER_DEFINED)
                .when(new ChangePlan(STARTER.planId(), STARTER_OFFER, true))
                .then(new PlanChanged(STARTER.planId(), STARTER, true));
    }

    @Test
    void refusesToRenameAPlanIntoAnother() {
        given(STARTER_DEFINED, PRO_DEFINED)
                .when(new ChangePlan(STARTER.planId(), offer("Pro", "price_starter_monthly"), true))
                .thenRefused(new PlanRefusal.NameTaken("Pro"));
        given(STARTER_DEFINED, PRO_DEFINED)
                .when(new ChangePlan(STARTER.planId(), offer("Starter", "price_pro_monthly"), true))
                .thenRefused(new PlanRefusal.StripePriceTaken("price_pro_monthly"));
    }

    @Test
    void freesTheNameAndPriceThatARenamedPlanBore() {
        var basic = offer("Basic", "price_basic");
        given(STARTER_DEFINED, new PlanChanged(STARTER.planId(), basic.of(STARTER.planId()), false))
                .when(new DefinePlan(STARTER_OFFER))
                .thenCreated(new PlanDefined(NEW_ID, STARTER_OFFER.of(NEW_ID)))
                .when(new DefinePlan(basic))
                .thenRefused(new PlanRefusal.NameTaken("Basic"));
    }

    @Test
    void retiresAPlanOnce() {
        given(STARTER_DEFINED)
                .when(new RetirePlan(STARTER.planId()))
                .then(STARTER_RETIRED)
                .answering(
                        new PlanAnswer(
                                STARTER.planId(),
                                "Starter",
                                "price_starter_monthly",
                                10,
                                3,
                                10,
                                4900L,
                                "EUR",
                                true))
                .when(new RetirePlan(STARTER.planId()))
                .thenNothing();
    }

    @Test
    void keepsTheNameAndPriceOfARetiredPlanTaken() {
        given(STARTER_DEFINED, STARTER_RETIRED)
                .when(new DefinePlan(offer("Starter", "price_new")))
                .thenRefused(new PlanRefusal.NameTaken("Starter"))
                .when(new DefinePlan(offer("New", "price_starter_monthly")))
                .thenRefused(new PlanRefusal.StripePriceTaken("price_starter_monthly"));
    }

    @Test
    void refusesToChangeARetiredPlan() {
        given(STARTER_DEFINED, STARTER_RETIRED)
                .when(new ChangePlan(STARTER.planId(), STARTER_OFFER, true))
                .thenRefused(new PlanRefusal.PlanIsRetired("Starter"));
    }

    @Test
    void knowsNoPlanThatWasNeverDefined() {
        given().when(new ChangePlan(7, STARTER_OFFER, false))
                .thenRefused(new PlanRefusal.UnknownPlan(7))
                .when(new RetirePlan(7))
                .thenRefused(new PlanRefusal.UnknownPlan(7));
    }

    @Test
    void throwsAtEventsThatCannotFollow() {
        var sameName = offer("Starter", "price_x");
        assertThatThrownBy(() -> given(STARTER_DEFINED, STARTER_DEFINED))
                .isInstanceOf(ImpossibleEventException.class)
                .hasMessage("q2o.billing.plan-defined.v1 of plans/32768 cannot follow OnOffer");
        assertThatThrownBy(() -> given(STARTER_RETIRED))
                .isInstanceOf(ImpossibleEventException.class);
        assertThatThrownBy(() -> given(STARTER_DEFINED, STARTER_RETIRED, STARTER_RETIRED))
                .isInstanceOf(ImpossibleEventException.class);
        assertThatThrownBy(() -> given(STARTER_DEFINED, new PlanRetired(STARTER.planId(), PRO)))
                .isInstanceOf(ImpossibleEventException.class);
        assertThatThrownBy(() -> given(new PlanChanged(STARTER.planId(), STARTER, false)))
                .isInstanceOf(ImpossibleEventException.class);
        assertThatThrownBy(() -> given(STARTER_DEFINED, new PlanDefined(9, sameName.of(9))))
                .isInstanceOf(ImpossibleEventException.class);
        assertThatThrownBy(() -> given(new PlanDefined(9, STARTER)))
                .isInstanceOf(ImpossibleEventException.class);
    }
}
