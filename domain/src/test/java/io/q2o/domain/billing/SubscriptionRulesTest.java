package io.q2o.domain.billing;

import static io.q2o.domain.Scenario.given;
import static io.q2o.domain.billing.Plans.PRO;
import static io.q2o.domain.billing.Plans.STARTER;
import static io.q2o.domain.tenants.Tenants.ACME_ID;
import static io.q2o.domain.tenants.Tenants.ACME_REGISTERED;
import static io.q2o.domain.tenants.Tenants.ACME_SUBSCRIBED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.q2o.domain.ImpossibleEventException;
import io.q2o.domain.UnknownTenant;
import io.q2o.domain.tenants.TenantAnswer;
import io.q2o.schemas.billing.PlanTerms;
import io.q2o.schemas.billing.SubscriptionCommand.FollowChangedPlan;
import io.q2o.schemas.billing.SubscriptionCommand.ResumeSubscription;
import io.q2o.schemas.billing.SubscriptionCommand.SuspendSubscription;
import io.q2o.schemas.billing.SubscriptionEvent.SubscriptionOpened;
import io.q2o.schemas.billing.SubscriptionEvent.SubscriptionPlanChanged;
import io.q2o.schemas.billing.SubscriptionEvent.SubscriptionResumed;
import io.q2o.schemas.billing.SubscriptionEvent.SubscriptionSuspended;
import io.q2o.schemas.tenants.TenantEvent.PersonalDataErased;
import org.junit.jupiter.api.Test;

class SubscriptionRulesTest {
    private static final SuspendSubscription SUSPEND = new SuspendSubscription("acme");
    private static final ResumeSubscription RESUME = new ResumeSubscription("acme");
    private static final SubscriptionSuspended SUSPENDED = new SubscriptionSuspended("acme");
    private static final SubscriptionResumed RESUMED = new SubscriptionResumed("acme", "active");
    private static final PlanTerms DEARER =
            new PlanTerms(
                    STARTER.planId(), "Starter", "price_starter_monthly", 12, 3, 10, 5900L, "EUR");

    private static TenantAnswer.Subscription subscriptionIn(Object answer) {
        return ((TenantAnswer) answer).subscription();
    }

    @Test
    void suspendsAnActiveSubscriptionOnce() {
        var suspended = given(ACME_REGISTERED, ACME_SUBSCRIBED).when(SUSPEND).then(SUSPENDED);
        assertThat(subscriptionIn(suspended.answer()))
                .isEqualTo(new TenantAnswer.Subscription("Starter", "suspended", "suspended"));
        suspended.when(SUSPEND).thenNothing();
    }

    @Test
    void resumesASuspendedSubscriptionOnce() {
        var resumed = given(ACME_REGISTERED, ACME_SUBSCRIBED, SUSPENDED).when(RESUME).then(RESUMED);
        assertThat(subscriptionIn(resumed.answer()))
                .isEqualTo(new TenantAnswer.Subscription("Starter", "active", "active"));
        resumed.when(RESUME).thenNothing();
    }

    @Test
    void suspendsAndResumesAfterPersonalDataWasErased() {
        given(ACME_REGISTERED, ACME_SUBSCRIBED, new PersonalDataErased("acme", 2))
                .when(SUSPEND)
                .then(SUSPENDED)
                .when(RESUME)
                .then(RESUMED);
    }

    @Test
    void followsTheChangeOfItsPlan() {
        given(ACME_REGISTERED, ACME_SUBSCRIBED)
                .when(new FollowChangedPlan("acme", DEARER))
                .then(new SubscriptionPlanChanged("acme", DEARER))
                .when(new FollowChangedPlan("acme", DEARER))
                .thenNothing();
    }

    @Test
    void staysSuspendedWhenItsPlanChanges() {
        given(ACME_REGISTERED, ACME_SUBSCRIBED, SUSPENDED)
                .when(new FollowChangedPlan("acme", DEARER))
                .then(new SubscriptionPlanChanged("acme", DEARER))
                .when(SUSPEND)
                .thenNothing();
    }

    @Test
    void doesNotFollowAPlanItHasLeft() {
        given(ACME_REGISTERED, ACME_SUBSCRIBED, new SubscriptionPlanChanged("acme", PRO))
                .when(new FollowChangedPlan("acme", DEARER))
                .thenNothing();
    }

    @Test
    void knowsNoSubscriptionWithoutATenant() {
        var unknown = new UnknownTenant("slug", "acme");
        given().when(SUSPEND)
                .thenRefused(unknown)
                .when(RESUME)
                .thenRefused(unknown)
                .when(new FollowChangedPlan("acme", DEARER))
                .thenRefused(unknown);
    }

    @Test
    void throwsAtEventsThatCannotFollow() {
        assertThatThrownBy(() -> given(ACME_REGISTERED, ACME_SUBSCRIBED, ACME_SUBSCRIBED))
                .isInstanceOf(ImpossibleEventException.class);
        assertThatThrownBy(() -> given(ACME_REGISTERED, SUSPENDED))
                .isInstanceOf(ImpossibleEventException.class);
        assertThatThrownBy(() -> given(ACME_SUBSCRIBED, RESUMED))
                .isInstanceOf(ImpossibleEventException.class);
        assertThatThrownBy(() -> given(ACME_SUBSCRIBED, SUSPENDED, SUSPENDED))
                .isInstanceOf(ImpossibleEventException.class);
        assertThatThrownBy(() -> given(new SubscriptionOpened("acme", ACME_ID, "golden", STARTER)))
                .isInstanceOf(ImpossibleEventException.class);
        assertThatThrownBy(() ->
                        given(
                                ACME_SUBSCRIBED,
                                SUSPENDED,
                                new SubscriptionResumed("acme", "golden")))
                .isInstanceOf(ImpossibleEventException.class);
    }
}
