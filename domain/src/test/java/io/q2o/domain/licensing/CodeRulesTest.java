package io.q2o.domain.licensing;

import static io.q2o.domain.Json.assertWrittenAs;
import static io.q2o.domain.Scenario.NEW_ID;
import static io.q2o.domain.Scenario.WHEN_AT;
import static io.q2o.domain.Scenario.given;
import static io.q2o.domain.licensing.Licences.CODE;
import static io.q2o.domain.licensing.Licences.ENROLLED;
import static io.q2o.domain.licensing.Licences.ISSUED;
import static io.q2o.domain.licensing.Licences.OTHER_CODE;
import static io.q2o.domain.licensing.Licences.activate;
import static io.q2o.domain.licensing.Licences.givenAcme;
import static io.q2o.domain.licensing.Licences.givenAcmeAndGlobex;
import static io.q2o.domain.licensing.Licences.hash;
import static io.q2o.domain.licensing.Licences.issued;
import static io.q2o.domain.tenants.Tenants.ACME_REGISTERED;
import static io.q2o.domain.tenants.Tenants.ACME_SUBSCRIBED;
import static io.q2o.domain.tenants.Tenants.rename;
import static io.q2o.domain.tenants.Tenants.sealed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.q2o.domain.ImpossibleEventException;
import io.q2o.domain.Scenario;
import io.q2o.domain.Slot;
import io.q2o.domain.UnknownTenant;
import io.q2o.domain.tenants.TenantAnswer;
import io.q2o.schemas.Event;
import io.q2o.schemas.Sealed;
import io.q2o.schemas.billing.SubscriptionEvent.SubscriptionSuspended;
import io.q2o.schemas.licensing.CodeCommand.IssueCodes;
import io.q2o.schemas.licensing.CodeCommand.RevealCode;
import io.q2o.schemas.licensing.CodeCommand.RevokeCode;
import io.q2o.schemas.licensing.CodeEvent.CodeIssued;
import io.q2o.schemas.licensing.CodeEvent.CodeRevealed;
import io.q2o.schemas.licensing.CodeEvent.CodeRevoked;
import io.q2o.schemas.tenants.TenantEvent.PersonalDataErased;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodeRulesTest {
    private static final Sealed LABEL = sealed("reception");
    private static final RevokeCode REVOKE = new RevokeCode(CODE);
    private static final RevealCode REVEAL = new RevealCode(CODE);
    private static final CodeRevoked REVOKED = new CodeRevoked("acme", CODE);
    private static final CodeRevealed REVEALED = new CodeRevealed("acme", CODE);

    private static IssueCodes issue(int count, @Nullable Integer ttlDays, int maxUses) {
        return new IssueCodes("acme", count, ttlDays, maxUses, null);
    }

    private static CodeIssued made(int n, @Nullable Sealed label, @Nullable Instant expiresAt) {
        var id = NEW_ID + n;
        return new CodeIssued(
                "acme",
                id,
                "s1-activation-code-" + id + "-0",
                "793" + (6 + n),
                label,
                expiresAt,
                2,
                "s1",
                "admin");
    }

    @Test
    void issuesAsManyCodesAsAreAskedFor() {
        var inAYear = WHEN_AT.plus(Duration.ofDays(365));
        givenAcme()
                .when(new IssueCodes("acme", 3, 365, 2, LABEL))
                .then(made(0, LABEL, inAYear), made(1, LABEL, inAYear), made(2, LABEL, inAYear));
    }

    @Test
    void showsIssuedCodesInClearOnce() {
        var issued =
                givenAcme().when(issue(2, null, 2)).then(made(0, null, null), made(1, null, null));
        assertWrittenAs(
                """
                {"success": true, "message": "Generated 2 codes.",
                 "codes": [
                   {"slot": {"key": "s1", "kind": "activation-code", "id": 327936, "counter": 0}},
                   {"slot": {"key": "s1", "kind": "activation-code", "id": 327937, "counter": 0}}],
                 "items": [
                   {"id": 327936, "maskedCode": "••••-••••-••••-7936", "expiresAt": null, "maxUses": 2,
                    "code": {"slot": {"key": "s1", "kind": "activation-code", "id": 327936,
                                      "counter": 0}}},
                   {"id": 327937, "maskedCode": "••••-••••-••••-7937", "expiresAt": null, "maxUses": 2,
                    "code": {"slot": {"key": "s1", "kind": "activation-code", "id": 327937,
                                      "counter": 0}}}]}
                """,
                issued.answer());
        assertWrittenAs(
                """
                {"success": true, "message": "Generated 1 code.",
                 "codes": [{"slot": {"key": "s1", "kind": "activation-code", "id": 360704,
                                     "counter": 0}}],
                 "items": [{"id": 360704, "maskedCode": "••••-••••-••••-0704",
                            "expiresAt": "2026-03-02T11:30:00.250Z", "maxUses": 1,
                            "code": {"slot": {"key": "s1", "kind": "activation-code", "id": 360704,
                                              "counter": 0}}}]}
                """,
                issued.when(issue(1, 1, 1)).answer());
    }

    @ParameterizedTest
    @CsvSource({
        "0, , 1, count, 100",
        "-1, , 1, count, 100",
        "101, , 1, count, 100",
        "1, , 0, max_uses, 1000000",
        "1, , 1000001, max_uses, 1000000",
        "1, 0, 1, ttl_days, 36500",
        "1, 36501, 1, ttl_days, 36500"
    })
    void refusesWhatIsOutOfRange(
            int count, @Nullable Integer ttlDays, int maxUses, String field, int most) {
        givenAcme()
                .when(issue(count, ttlDays, maxUses))
                .thenRefused(new CodeRefusal.OutOfRange(field, 1, most));
    }

    @Test
    void takesWhatIsJustInRange() {
        var issued = givenAcme().when(issue(100, 36_500, 1_000_000));
        assertThat(issued.events()).hasSize(100);
        issued.when(issue(1, 1, 1));
        assertThat(issued.events()).hasSize(1);
    }

    @Test
    void issuesCodesInAnyStateOfTheSubscription() {
        givenAcme()
                .and(new SubscriptionSuspended("acme"))
                .when(issue(1, null, 2))
                .then(made(0, null, null));
    }

    @Test
    void issuesNoCodesForATenantThatWasNeverRegistered() {
        given().when(issue(1, null, 1)).thenRefused(new UnknownTenant("tenant_slug", "acme"));
    }

    @Test
    void takesNoLabelOnceThePersonalDataIsErased() {
        givenAcme()
                .and(new PersonalDataErased("acme", 2))
                .when(new IssueCodes("acme", 1, null, 2, LABEL))
                .thenRefused(new CodeRefusal.PersonalDataIsErased("acme"))
                .when(issue(1, null, 2));
    }

    @Test
    void revokesACodeOnce() {
        givenAcme()
                .and(ISSUED)
                .when(REVOKE)
                .then(REVOKED)
                .answering(new DoneAnswer(true, "Code revoked."))
                .when(REVOKE)
                .thenNothing()
                .answering(new DoneAnswer(true, "Code revoked."));
    }

    @Test
    void leavesDevicesActivatedWhenTheirCodeIsRevoked() {
        givenAcme().and(ISSUED, ENROLLED, REVOKED).when(Licences.refresh(1)).events();
    }

    @Test
    void revealsACodeUnderTheKeyItWasIssuedWithAndSaysSoEachTime() {
        var answer =
                new CodeAnswer(
                        CODE, new Slot("old", "activation-code", CODE, 0), "••••-••••-••••-7KQ2");
        givenAcme()
                .and(ISSUED)
                .underKey("new")
                .when(REVEAL)
                .then(REVEALED)
                .answering(answer)
                .when(REVEAL)
                .then(REVEALED)
                .when(REVOKE)
                .then(REVOKED)
                .when(REVEAL)
                .then(REVEALED)
                .answering(answer);
    }

    @Test
    void knowsNoCodeThatWasNeverIssued() {
        var unknown = new CodeRefusal.UnknownCode(CODE);
        givenAcme().when(REVOKE).thenRefused(unknown).when(REVEAL).thenRefused(unknown);
    }

    @Test
    void countsTheCodesOfThePresentMonthInUtc() {
        var lastMoment = Instant.parse("2026-03-31T23:59:59.999Z");
        var counted =
                givenAcme()
                        .and(ISSUED)
                        .when(issue(2, null, 1))
                        .when(activate("laptop", CODE))
                        .at(lastMoment);
        assertCodes(counted, 3, 1);
        counted.at(lastMoment.plusMillis(1));
        assertCodes(counted, 0, 0);
        counted.when(activate("acme", "tablet", "s1-activation-code-" + NEW_ID + "-0"));
        assertCodes(counted, 0, 0);
        counted.when(issue(5, null, 1));
        assertCodes(counted, 5, 0);
        counted.when(activate("acme", "phone", "s1-activation-code-" + (NEW_ID + 1) + "-0"));
        assertCodes(counted, 5, 0);
    }

    @Test
    void countsACodeAsUsedOnce() {
        var counted =
                givenAcme()
                        .and(issued("acme", CODE, null, 5), issued("acme", OTHER_CODE, null, 5))
                        .when(activate("laptop", CODE))
                        .when(activate("tablet", CODE))
                        .when(activate("tablet", CODE));
        assertCodes(counted, 2, 1);
        counted.when(activate("tablet", OTHER_CODE));
        assertCodes(counted, 2, 2);
    }

    private static void assertCodes(Scenario scenario, int total, int used) {
        assertThat((TenantAnswer) scenario.when(rename("Acme")).answer())
                .extracting(TenantAnswer::activationCodesTotal, TenantAnswer::activationCodesUsed)
                .containsExactly(total, used);
    }

    @Test
    void countsTheCodesOfEachTenantByItself() {
        var counted =
                givenAcmeAndGlobex()
                        .and(ISSUED, issued("globex", OTHER_CODE, null, 1))
                        .when(activate("globex", "laptop", hash(OTHER_CODE)));
        assertCodes(counted, 1, 0);
    }

    @Test
    void throwsAtEventsThatCannotFollow() {
        assertImpossible(ISSUED, ISSUED);
        assertImpossible(REVOKED);
        assertImpossible(REVEALED);
        assertImpossible(ISSUED, REVOKED, REVOKED);
        assertImpossible(ISSUED, new CodeRevoked("globex", CODE));
        assertImpossible(ISSUED, new CodeRevealed("globex", CODE));
        assertImpossible(ISSUED, REVOKED, new CodeRevealed("globex", CODE));
        assertImpossible(
                ISSUED,
                new CodeIssued(
                        "acme", OTHER_CODE, hash(CODE), "7KQ2", null, null, 1, "s1", "admin"));
    }

    private static void assertImpossible(Event... events) {
        assertThatThrownBy(() -> given(ACME_REGISTERED, ACME_SUBSCRIBED).and(events))
                .isInstanceOf(ImpossibleEventException.class);
    }
}
