package io.q2o.domain.tenants;

import static io.q2o.domain.Scenario.GIVEN_AT;
import static io.q2o.domain.Scenario.NEW_ID;
import static io.q2o.domain.Scenario.WHEN_AT;
import static io.q2o.domain.Scenario.given;
import static io.q2o.domain.billing.Plans.PRO;
import static io.q2o.domain.billing.Plans.STARTER;
import static io.q2o.domain.tenants.Tenants.ACME_ID;
import static io.q2o.domain.tenants.Tenants.ACME_REGISTERED;
import static io.q2o.domain.tenants.Tenants.ACME_SUBSCRIBED;
import static io.q2o.domain.tenants.Tenants.BRANDING;
import static io.q2o.domain.tenants.Tenants.EMAIL;
import static io.q2o.domain.tenants.Tenants.NOTHING;
import static io.q2o.domain.tenants.Tenants.contact;
import static io.q2o.domain.tenants.Tenants.moveTo;
import static io.q2o.domain.tenants.Tenants.moveToRetired;
import static io.q2o.domain.tenants.Tenants.paint;
import static io.q2o.domain.tenants.Tenants.register;
import static io.q2o.domain.tenants.Tenants.rename;
import static io.q2o.domain.tenants.Tenants.renameAt;
import static io.q2o.domain.tenants.Tenants.sealed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.q2o.domain.ImpossibleEventException;
import io.q2o.domain.UnknownTenant;
import io.q2o.schemas.Change;
import io.q2o.schemas.Sealed;
import io.q2o.schemas.billing.PlanTerms;
import io.q2o.schemas.billing.SubscriptionEvent.SubscriptionOpened;
import io.q2o.schemas.billing.SubscriptionEvent.SubscriptionPlanChanged;
import io.q2o.schemas.billing.WantedPlan;
import io.q2o.schemas.licensing.CodeEvent.CodeIssued;
import io.q2o.schemas.tenants.Branding;
import io.q2o.schemas.tenants.TenantCommand.ChangeTenant;
import io.q2o.schemas.tenants.TenantCommand.ErasePersonalData;
import io.q2o.schemas.tenants.TenantCommand.RegisterTenant;
import io.q2o.schemas.tenants.TenantEvent.BrandingChanged;
import io.q2o.schemas.tenants.TenantEvent.PersonalDataErased;
import io.q2o.schemas.tenants.TenantEvent.ProfileChanged;
import io.q2o.schemas.tenants.TenantEvent.TenantRegistered;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TenantRulesTest {
    private static final ErasePersonalData ERASE = new ErasePersonalData("acme");
    private static final PersonalDataErased ERASED = new PersonalDataErased("acme", 2);

    @Test
    void registersATenantAndOpensItsSubscription() {
        given().when(register("acme"))
                .thenCreated(
                        new TenantRegistered(
                                "acme", NEW_ID, "Acme", BRANDING, EMAIL, null, "email"),
                        new SubscriptionOpened("acme", NEW_ID, "active", STARTER),
                        new CodeIssued(
                                "acme",
                                NEW_ID + 1,
                                "s1-activation-code-" + (NEW_ID + 1) + "-0",
                                "7937",
                                null,
                                null,
                                1,
                                "s1",
                                "registration"))
                .answering(
                        new TenantAnswer(
                                NEW_ID,
                                "Acme",
                                "acme",
                                "https://acme.example/logo.png",
                                "#875a7b",
                                "acme.example",
                                EMAIL,
                                null,
                                "email",
                                10,
                                0,
                                1,
                                0,
                                false,
                                1,
                                WHEN_AT,
                                WHEN_AT,
                                new TenantAnswer.Subscription("Starter", "active", "active")));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "10, 1", "19, 1", "20, 2", "200, 20", "1000, 100", "100000, 100"})
    void issuesATenthOfTheQuotaInCodesWithTheRegistration(int quota, int codes) {
        var plan = new PlanTerms(7, "Any", "price", quota, 1, 1, null, "EUR");
        var register = new RegisterTenant("acme", "Acme", BRANDING, null, null, "email", plan);
        var registered = given().when(register);
        assertThat(registered.events())
                .hasSize(2 + codes)
                .filteredOn(CodeIssued.class::isInstance)
                .hasSize(codes)
                .extracting(event -> ((CodeIssued) event).codeId())
                .doesNotHaveDuplicates()
                .startsWith(NEW_ID + 1)
                .endsWith(NEW_ID + codes);
        assertThat(((TenantAnswer) registered.answer()).activationCodesTotal()).isEqualTo(codes);
    }

    @Test
    void givesASlugOnce() {
        given(ACME_REGISTERED, ACME_SUBSCRIBED)
                .when(register("acme"))
                .thenRefused(new TenantRefusal.SlugTaken("acme"));
    }

    @Test
    void givesASlugNeverAgainAfterErasing() {
        given(ACME_REGISTERED, ACME_SUBSCRIBED, ERASED)
                .when(register("acme"))
                .thenRefused(new TenantRefusal.SlugTaken("acme"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"platform", "catalogue"})
    void keepsReservedSlugs(String slug) {
        given().when(register(slug)).thenRefused(new TenantRefusal.SlugReserved(slug));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ab", "Acme", "a--b", "-ab", "ab-", "a b c", "a/b", "ümlaut"})
    void refusesAMalformedSlug(String slug) {
        given().when(register(slug)).thenRefused(new TenantRefusal.SlugMalformed());
    }

    @Test
    void takesSlugsOfThreeToAHundredCharacters() {
        given().when(register("a".repeat(101))).thenRefused(new TenantRefusal.SlugMalformed());
        given().when(register("a".repeat(99) + "-")).thenRefused(new TenantRefusal.SlugMalformed());
        given().when(register("a".repeat(100))).answer();
        given().when(register("abc")).answer();
    }

    @Test
    void changesOnlyWhatDiffers() {
        given(ACME_REGISTERED, ACME_SUBSCRIBED)
                .when(rename("Acme Ltd"))
                .then(new ProfileChanged("acme", "Acme Ltd", EMAIL, null, 2))
                .when(paint("#102030"))
                .then(
                        new BrandingChanged(
                                "acme",
                                new Branding(
                                        "https://acme.example/logo.png", "#102030", "acme.example"),
                                3))
                .when(moveTo(PRO))
                .then(new SubscriptionPlanChanged("acme", PRO))
                .answering(
                        new TenantAnswer(
                                ACME_ID,
                                "Acme Ltd",
                                "acme",
                                "https://acme.example/logo.png",
                                "#102030",
                                "acme.example",
                                EMAIL,
                                null,
                                "email",
                                50,
                                0,
                                0,
                                0,
                                false,
                                3,
                                GIVEN_AT,
                                WHEN_AT,
                                new TenantAnswer.Subscription("Pro", "active", "active")));
    }

    @Test
    void changesEverythingAtOnce() {
        var phone = sealed("+49 30 1234");
        given(ACME_REGISTERED, ACME_SUBSCRIBED)
                .when(
                        new ChangeTenant(
                                "acme",
                                "Acme Ltd",
                                new Change<>(null),
                                new Change<>(phone),
                                new Change<>(null),
                                new Change<>("#000000"),
                                new Change<>("acme.test"),
                                new WantedPlan(PRO, true),
                                1L))
                .then(
                        new ProfileChanged("acme", "Acme Ltd", null, phone, 2),
                        new BrandingChanged("acme", new Branding(null, "#000000", "acme.test"), 3),
                        new SubscriptionPlanChanged("acme", PRO));
    }

    @Test
    void takesRepeatedValuesForNoChange() {
        var sealedAgain = new Sealed("acme/k1", "another nonce", EMAIL.mac());
        given(ACME_REGISTERED, ACME_SUBSCRIBED)
                .when(
                        new ChangeTenant(
                                "acme",
                                "Acme",
                                new Change<>(sealedAgain),
                                new Change<>(null),
                                new Change<>(BRANDING.logoUrl()),
                                new Change<>(BRANDING.primaryColor()),
                                new Change<>(BRANDING.domain()),
                                new WantedPlan(STARTER, true),
                                1L))
                .thenNothing()
                .when(NOTHING)
                .thenNothing();
    }

    @Test
    void tellsATextApartThatIsSealedUnderAnotherKey() {
        var underAnotherKey = new Sealed("acme/k2", "sealed:anna@acme.example", EMAIL.mac());
        given(ACME_REGISTERED, ACME_SUBSCRIBED)
                .when(contact(new Change<>(underAnotherKey), null))
                .then(new ProfileChanged("acme", "Acme", underAnotherKey, null, 2));
    }

    @Test
    void keepsTheTermsOfThePresentPlanWhenItIsRepeatedWithNewOnes() {
        var dearer =
                new PlanTerms(
                        STARTER.planId(), "Starter", "price_starter_monthly", 5, 1, 1, 9L, "EUR");
        given(ACME_REGISTERED, ACME_SUBSCRIBED).when(moveTo(dearer)).thenNothing();
    }

    @Test
    void movesNobodyToARetiredPlanButLeavesWhoeverIsOnIt() {
        given(ACME_REGISTERED, ACME_SUBSCRIBED)
                .when(moveToRetired(PRO))
                .thenRefused(new TenantRefusal.PlanNotOnOffer("Pro"))
                .when(moveToRetired(STARTER))
                .thenNothing();
    }

    @Test
    void refusesAChangeOfAProfileThatHasMovedOn() {
        given(ACME_REGISTERED, ACME_SUBSCRIBED)
                .when(renameAt(1, "Acme Ltd"))
                .then(new ProfileChanged("acme", "Acme Ltd", EMAIL, null, 2))
                .when(renameAt(1, "Acme Inc"))
                .thenRefused(new TenantRefusal.ProfileHasMovedOn(2))
                .when(renameAt(3, "Acme Inc"))
                .thenRefused(new TenantRefusal.ProfileHasMovedOn(2));
    }

    @Test
    void comparesVersionsBeyondSmallNumbersByValue() {
        var moved = given(ACME_REGISTERED, ACME_SUBSCRIBED);
        for (long version = 1; version < 300; version++) {
            moved.when(renameAt(version, "Acme " + version))
                    .then(new ProfileChanged("acme", "Acme " + version, EMAIL, null, version + 1));
        }
    }

    @Test
    void erasesPersonalDataOnce() {
        given(ACME_REGISTERED, ACME_SUBSCRIBED)
                .when(ERASE)
                .then(ERASED)
                .answering(
                        new TenantAnswer(
                                ACME_ID,
                                "Acme",
                                "acme",
                                "https://acme.example/logo.png",
                                "#875a7b",
                                "acme.example",
                                null,
                                null,
                                "email",
                                10,
                                0,
                                0,
                                0,
                                true,
                                2,
                                GIVEN_AT,
                                WHEN_AT,
                                new TenantAnswer.Subscription("Starter", "active", "active")))
                .when(ERASE)
                .thenNothing();
    }

    @Test
    void refusesProfileWritesAfterErasing() {
        given(ACME_REGISTERED, ACME_SUBSCRIBED, ERASED)
                .when(rename("Acme Ltd"))
                .thenRefused(new TenantRefusal.PersonalDataIsErased("acme"))
                .when(NOTHING)
                .thenRefused(new TenantRefusal.PersonalDataIsErased("acme"))
                .when(renameAt(1, "Acme Ltd"))
                .thenRefused(new TenantRefusal.PersonalDataIsErased("acme"));
    }

    @Test
    void knowsNoTenantThatWasNeverRegistered() {
        given().when(rename("Acme"))
                .thenRefused(new UnknownTenant("slug", "acme"))
                .when(ERASE)
                .thenRefused(new UnknownTenant("slug", "acme"));
    }

    @Test
    void throwsAtEventsThatCannotFollow() {
        var changed = new ProfileChanged("acme", "Acme", EMAIL, null, 2);
        assertThatThrownBy(() -> given(changed)).isInstanceOf(ImpossibleEventException.class);
        assertThatThrownBy(() -> given(ACME_REGISTERED, ACME_REGISTERED))
                .isInstanceOf(ImpossibleEventException.class);
        assertThatThrownBy(() -> given(ACME_REGISTERED, changed, changed))
                .isInstanceOf(ImpossibleEventException.class);
        assertThatThrownBy(() -> given(ACME_REGISTERED, new PersonalDataErased("acme", 1)))
                .isInstanceOf(ImpossibleEventException.class);
        assertThatThrownBy(() -> given(ACME_REGISTERED, new BrandingChanged("acme", BRANDING, 3)))
                .isInstanceOf(ImpossibleEventException.class);
        assertThatThrownBy(() ->
                        given(
                                ACME_REGISTERED,
                                ERASED,
                                new ProfileChanged("acme", "Acme", EMAIL, null, 3)))
                .isInstanceOf(ImpossibleEventException.class);
    }
}
