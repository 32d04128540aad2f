package io.q2o.domain.operations;

import static io.q2o.domain.Json.assertWrittenAs;
import static io.q2o.domain.Scenario.given;
import static io.q2o.domain.tenants.Tenants.ACME_REGISTERED;
import static io.q2o.domain.tenants.Tenants.ACME_SUBSCRIBED;
import static org.assertj.core.api.Assertions.assertThat;

import io.q2o.domain.MemoryPartition;
import io.q2o.domain.MomentAt;
import io.q2o.domain.Refusal;
import io.q2o.domain.Scenario;
import io.q2o.domain.UnknownTenant;
import io.q2o.domain.platform.PlatformRules;
import io.q2o.schemas.operations.DeadLetterCommand.DiscardDeadLetter;
import io.q2o.schemas.operations.DeadLetterCommand.RetryDeadLetter;
import io.q2o.schemas.operations.DeadLetterEvent.DeadLetterDiscarded;
import io.q2o.schemas.operations.DeadLetterEvent.DeadLetterRetried;
import io.q2o.schemas.tenants.TenantEvent.PersonalDataErased;
import org.junit.jupiter.api.Test;

class DeadLetterRulesTest {
    private static final RetryDeadLetter RETRY = new RetryDeadLetter("acme", "licensing", 118);
    private static final DiscardDeadLetter DISCARD =
            new DiscardDeadLetter("acme", "licensing", 118);
    private static final DeadLetterRetried RETRIED =
            new DeadLetterRetried("acme", "licensing", 118);
    private static final DeadLetterDiscarded DISCARDED =
            new DeadLetterDiscarded("acme", "licensing", 118);

    @Test
    void takesOrdersAsOftenAsTheyAreGiven() {
        given(ACME_REGISTERED, ACME_SUBSCRIBED)
                .when(RETRY)
                .then(RETRIED)
                .when(RETRY)
                .then(RETRIED)
                .when(DISCARD)
                .then(DISCARDED);
    }

    @Test
    void takesOrdersForATenantWhosePersonalDataIsErased() {
        given(ACME_REGISTERED, ACME_SUBSCRIBED, new PersonalDataErased("acme", 2))
                .when(RETRY)
                .then(RETRIED);
    }

    @Test
    void takesOrdersForTheCatalogue() {
        given().when(new RetryDeadLetter("catalogue", "licensing", 7))
                .then(new DeadLetterRetried("catalogue", "licensing", 7));
    }

    @Test
    void knowsNoParkedRecordsWithoutATenant() {
        var unknown = new UnknownTenant("id", "acme");
        given().when(RETRY).thenRefused(unknown).when(DISCARD).thenRefused(unknown);
        assertThat(unknown.type()).isEqualTo("unknown-tenant");
        assertThat(unknown.kind()).isEqualTo(Refusal.Kind.UNKNOWN);
        assertThat(unknown.detail()).isEqualTo("id: there is no tenant 'acme'.");
    }

    @Test
    void answersWithWhatWasOrdered() {
        assertWrittenAs(
                """
                {"id": "licensing:acme:118", "projection": "licensing", "tenantSlug": "acme",
                 "ordered": "retry",
                 "message": "Ordered: what is parked is applied in order, as far as it can be applied."}
                """,
                given(ACME_REGISTERED).when(RETRY).answer());
        assertWrittenAs(
                """
                {"id": "licensing:acme:118", "projection": "licensing", "tenantSlug": "acme",
                 "ordered": "discard",
                 "message": "Ordered: the record is given up if it is the first that is parked, and what is behind it is applied in order."}
                """,
                given(ACME_REGISTERED).when(DISCARD).answer());
    }

    @Test
    void leavesNothingToKnow() {
        var known = new MemoryPartition();
        var moment = new MomentAt(Scenario.position(1), Scenario.WHEN_AT);
        known.tell(PlatformRules.book(), ACME_REGISTERED, moment);
        var before = known.states();
        known.tell(PlatformRules.book(), RETRIED, moment);
        known.tell(PlatformRules.book(), DISCARDED, moment);
        assertThat(known.states()).isEqualTo(before);
    }
}
