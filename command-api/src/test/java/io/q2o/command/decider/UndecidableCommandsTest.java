package io.q2o.command.decider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.q2o.domain.RuleBook;
import io.q2o.domain.billing.PlanRules;
import io.q2o.domain.billing.SubscriptionRules;
import io.q2o.domain.licensing.CodeRules;
import io.q2o.domain.tenants.TenantAnswer;
import io.q2o.domain.tenants.TenantRules;
import io.q2o.log.CloudEventHeaders;
import io.q2o.log.OutcomeRecord;
import io.q2o.schemas.Position;
import io.q2o.schemas.Topics;
import io.q2o.schemas.billing.SubscriptionEvent.SubscriptionOpened;
import io.q2o.schemas.platform.StoredTypes;
import io.q2o.schemas.tenants.TenantCommand.ChangeTenant;
import io.q2o.schemas.tenants.TenantCommand.RegisterTenant;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A command that cannot be decided stops no partition, and one that others can decide is theirs.
 */
class UndecidableCommandsTest {
    /** Fails when a tenant is called so, and when a tenant of that slug gets its subscription. */
    private static final String FAULT = "fault";

    private final DecidedPartition log =
            new DecidedPartition(
                    0,
                    new Partitions(),
                    new RuleBook(
                            List.of(
                                    new PlanRules(),
                                    new FaultyRules<>(
                                            new SubscriptionRules(TenantAnswer::of),
                                            _ -> false,
                                            event ->
                                                    event instanceof SubscriptionOpened opened
                                                            && opened.slug().equals(FAULT)),
                                    new CodeRules(TenantRules::holder),
                                    new FaultyRules<>(
                                            new TenantRules(),
                                            command ->
                                                    command instanceof ChangeTenant change
                                                            && FAULT.equals(change.name()),
                                            _ -> false))));

    @AfterEach
    void close() {
        log.close();
    }

    private static Appended acme() {
        return Appended.of(Requests.register("acme"), "acme");
    }

    private void expectsThatThePartitionGoesOn() {
        log.takeOutcomes();
        log.takeEvents();
        var next = log.end();
        log.append(Appended.of(Requests.register("next"), "next"));
        var outcome = log.readOutcome();
        assertThat(outcome.status()).isEqualTo(201);
        assertThat(outcome.position()).isEqualTo(new Position(0, next));
    }

    @Test
    void putsBytesThatAreNoCommandAmongTheDeadLetters() {
        var garbage = "{\"slug\":".getBytes(StandardCharsets.UTF_8);
        log.append(acme().holding(garbage));

        var letter = log.takeDeadLetters();
        assertThat(letter).hasSize(1);
        assertThat(letter.getFirst().key()).isEqualTo("acme");
        assertThat(letter.getFirst().value()).isEqualTo(garbage);
        assertThat(header(letter.getFirst().headers(), CloudEventHeaders.ORIGIN_TOPIC))
                .isEqualTo(Topics.COMMANDS);
        assertThat(header(letter.getFirst().headers(), CloudEventHeaders.ORIGIN_PARTITION))
                .isEqualTo("0");
        assertThat(header(letter.getFirst().headers(), CloudEventHeaders.ORIGIN_OFFSET))
                .isEqualTo("0");
        assertThat(header(letter.getFirst().headers(), CloudEventHeaders.ID))
                .isEqualTo(Appended.idOf("acme").toString());
        assertThat(header(letter.getFirst().headers(), CloudEventHeaders.TYPE))
                .isEqualTo(StoredTypes.nameOf(RegisterTenant.class));
        assertThat(header(letter.getFirst().headers(), CloudEventHeaders.REASON))
                .isEqualTo("the value is no q2o.command.tenants.register-tenant.v1");
        assertThat(log.stored()).containsOnlyKeys("~guard");
        expectsThatThePartitionGoesOn();
    }

    @Test
    void answersWhoeverWaitsForACommandThatCannotBeRead() {
        var waiting = log.outcomes.expect(Appended.idOf("acme"));
        log.append(acme().holding(null));
        assertThat(log.takeDeadLetters()).hasSize(1);
        assertThat(log.readOutcome().status()).isEqualTo(500);
        assertThat(waiting).isCompletedWithValueMatching(outcome -> outcome.status() == 500);
        assertThat(log.takeEvents()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "q2o.command.tenants.unheard-of.v1",
                "q2o.tenants.tenant-registered.v1",
                "",
                "io.q2o.schemas.tenants.TenantCommand"
            })
    void putsUnknownTypesAmongTheDeadLetters(String type) {
        log.append(acme().with(CloudEventHeaders.TYPE, type));
        assertThat(log.takeDeadLetters()).hasSize(1);
        assertThat(log.takeEvents()).isEmpty();
        expectsThatThePartitionGoesOn();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                CloudEventHeaders.TYPE,
                CloudEventHeaders.ID,
                CloudEventHeaders.CORRELATION_ID,
                CloudEventHeaders.COMMAND_ACTOR,
                CloudEventHeaders.RULES,
                CloudEventHeaders.IDEMPOTENCY_KEY,
                CloudEventHeaders.FINGERPRINT
            })
    void putsCommandsWithoutAHeaderAmongTheDeadLetters(String missing) {
        log.append(acme().claiming("anna", "a", "print").without(missing));
        var letters = log.takeDeadLetters();
        assertThat(letters).hasSize(1);
        assertThat(header(letters.getFirst().headers(), CloudEventHeaders.REASON))
                .isEqualTo("header " + missing + " is missing");
        assertThat(log.takeEvents()).isEmpty();
        assertThat(log.stored()).containsOnlyKeys("~guard");
        expectsThatThePartitionGoesOn();
    }

    @ParameterizedTest
    @ValueSource(strings = {CloudEventHeaders.ID, CloudEventHeaders.RULES})
    void putsCommandsWithAMalformedHeaderAmongTheDeadLetters(String malformed) {
        log.append(acme().with(malformed, "x"));
        assertThat(log.takeDeadLetters()).hasSize(1);
        assertThat(log.takeEvents()).isEmpty();
        expectsThatThePartitionGoesOn();
    }

    @Test
    void decidesACommandWithoutARecordKeyByItsContent() {
        log.append(new Appended(null, acme().value(), acme().header(), Appended.NOON));
        assertThat(log.readOutcome().status()).isEqualTo(201);
    }

    @Test
    void keepsTheRecordButNotTheBytesOfADeadLetterThatIsTooLarge() {
        log.append(acme().holding(new byte[DeciderSettings.LARGEST_RECORD + 1]));
        var letters = log.takeDeadLetters();
        assertThat(letters).hasSize(1);
        assertThat(letters.getFirst().value()).isNull();
        expectsThatThePartitionGoesOn();
    }

    @Test
    void changesNothingWhereARuleThrows() {
        log.append(acme());
        log.takeEvents();
        log.takeOutcomes();
        var before = log.stored();

        var request = Appended.of(Requests.rename("acme", FAULT), "rename");
        log.append(request.claiming("anna", "a", "print"));

        assertFault(log.readOutcome(), "0-1");
        assertThat(log.takeEvents()).isEmpty();
        var letters = log.takeDeadLetters();
        assertThat(letters).hasSize(1);
        assertThat(letters.getFirst().key()).isEqualTo("acme");
        assertThat(letters.getFirst().value()).isEqualTo(request.value());
        assertThat(header(letters.getFirst().headers(), CloudEventHeaders.ORIGIN_OFFSET))
                .isEqualTo("1");
        assertThat(header(letters.getFirst().headers(), CloudEventHeaders.REASON))
                .isEqualTo("the rules failed: java.lang.ArithmeticException");
        var after = log.stored();
        before.remove("~guard");
        after.remove("~guard");
        assertThat(after).containsExactlyEntriesOf(before);
        expectsThatThePartitionGoesOn();
    }

    @Test
    void changesNothingWhereTheSecondOfTwoEventsCannotBeFolded() {
        log.append(Appended.of(Requests.register(FAULT), "register"));

        assertFault(log.readOutcome(), "0-0");
        assertThat(log.takeEvents()).isEmpty();
        assertThat(log.takeDeadLetters()).hasSize(1);
        assertThat(log.stored()).containsOnlyKeys("~guard");
        expectsThatThePartitionGoesOn();
    }

    @Test
    void triesAFaultyCommandAgainUnderTheSameKey() {
        var fault = Appended.of(Requests.rename("acme", FAULT), "one").claiming("anna", "a", "x");
        log.append(fault).append(fault);
        assertThat(log.readOutcomes()).extracting(OutcomeRecord::status).containsExactly(500, 500);
        assertThat(log.takeDeadLetters()).hasSize(2);
    }

    @Test
    void refusesWhatItCouldNotWriteAndGoesOn() {
        log.append(acme());
        log.takeEvents();
        log.takeOutcomes();
        var before = log.stored();
        var large = "x".repeat(DeciderSettings.LARGEST_RECORD);

        log.append(Appended.of(Requests.rename("acme", large), "rename"));

        var outcome = log.readOutcome();
        assertThat(outcome.status()).isEqualTo(422);
        assertThat(text(outcome)).contains("urn:q2o:problem:decision-too-large");
        assertThat(log.takeEvents()).isEmpty();
        assertThat(log.takeDeadLetters()).isEmpty();
        assertThat(log.stored().get("tenant/acme")).isEqualTo(before.get("tenant/acme"));
        expectsThatThePartitionGoesOn();
    }

    @Test
    void refusesAnAnswerThatCouldNotBeKept() {
        log.append(acme());
        log.takeOutcomes();
        // base64 makes a third more of it
        var large = "x".repeat(DeciderSettings.LARGEST_RECORD * 4 / 5);
        var request = Appended.of(Requests.rename("acme", large), "rename");

        log.append(request.claiming("anna", "a", "print"));
        assertThat(log.readOutcome().status()).isEqualTo(422);
        log.append(request);
        assertThat(log.readOutcome().status()).isEqualTo(200);
    }

    @Test
    void leavesNewerRulesToThoseWhoHaveThem() {
        expectsHandOver(
                acme().with(CloudEventHeaders.RULES, Integer.toString(RuleBook.VERSION + 1)),
                "rule version " + (RuleBook.VERSION + 1));
    }

    @Test
    void leavesUnknownTypesOfNewerRulesToThoseWhoHaveThem() {
        expectsHandOver(
                acme().with(CloudEventHeaders.RULES, Integer.toString(RuleBook.VERSION + 1))
                        .with(CloudEventHeaders.TYPE, "q2o.command.tenants.of-tomorrow.v1"),
                "rule version");
    }

    @Test
    void leavesCommandsThatNameAnUnknownKeyToThoseWhoHaveIt() {
        expectsHandOver(acme().with(CloudEventHeaders.KEY_ID, "k2"), "derivation key k2");
    }

    @Test
    void leavesTheBaseToThoseWhoDecideTheFirstCommand() {
        expectsHandOver(
                acme().with(CloudEventHeaders.KEY_ID, "k2").with(CloudEventHeaders.BASE, "1000"),
                "derivation key");
    }

    private void expectsHandOver(Appended foreign, String reason) {
        var waiting = log.outcomes.expect(Appended.idOf("acme"));
        assertThatThrownBy(() -> log.append(foreign))
                .rootCause()
                .isInstanceOf(HandOverException.class)
                .hasMessageContaining(reason);
        assertThat(log.takeEvents()).isEmpty();
        assertThat(log.takeOutcomes()).isEmpty();
        assertThat(log.takeDeadLetters()).isEmpty();
        assertThat(log.stored()).isEmpty();
        assertThat(waiting).isNotDone();

        // whoever takes over begins with the same offset
        log.restart(null).append(acme());
        assertThat(log.readOutcome().position()).isEqualTo(new Position(0, 0));
    }

    private static void assertFault(OutcomeRecord outcome, String trace) {
        assertThat(outcome.status()).isEqualTo(500);
        assertThat(text(outcome))
                .contains("urn:q2o:problem:fault", "\"trace\":\"" + trace + "\"")
                .doesNotContain("secret", "Exception");
    }

    private static String text(OutcomeRecord outcome) {
        return new String(outcome.body(), StandardCharsets.UTF_8);
    }

    private static String header(Headers headers, String name) {
        return CloudEventHeaders.required(headers, name);
    }
}
