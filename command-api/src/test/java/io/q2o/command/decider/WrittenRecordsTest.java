package io.q2o.command.decider;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.kafka.CloudEventDeserializer;
import io.q2o.command.secrets.DerivedSecrets;
import io.q2o.log.CloudEventHeaders;
import io.q2o.log.EventRecord;
import io.q2o.log.OutcomeRecord;
import io.q2o.schemas.Position;
import io.q2o.schemas.Topics;
import io.q2o.schemas.billing.PlanCommand.ChangePlan;
import io.q2o.schemas.billing.PlanCommand.RetirePlan;
import io.q2o.schemas.billing.SubscriptionEvent.SubscriptionOpened;
import io.q2o.schemas.licensing.CodeEvent.CodeIssued;
import io.q2o.schemas.licensing.DeviceCommand.ActivateDevice;
import io.q2o.schemas.licensing.DeviceCommand.RecordHeartbeat;
import io.q2o.schemas.licensing.DeviceCommand.RefreshDevice;
import io.q2o.schemas.licensing.DeviceEvent.RefreshReuseDetected;
import io.q2o.schemas.tenants.TenantEvent.TenantRegistered;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a decision writes, and in which order. */
class WrittenRecordsTest {
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final DecidedPartition log = DecidedPartition.empty();

    @AfterEach
    void close() {
        log.close();
    }

    private static final long CODE = new Position(0, 0).entityId(1);

    private static Map<String, String> texts(Headers headers) {
        var texts = new LinkedHashMap<String, String>();
        headers.forEach(header ->
                assertThat(
                                texts.put(
                                        header.key(),
                                        new String(header.value(), StandardCharsets.UTF_8)))
                        .isNull());
        return texts;
    }

    @Test
    void writesEventsWithEveryHeader() {
        log.append(
                Appended.of(Requests.register("acme"), "acme")
                        .with(CloudEventHeaders.TRACE_PARENT, TRACE));
        var events = log.takeEvents();
        assertThat(events).extracting(TestRecord::key).containsExactly("acme", "acme", "acme");
        assertThat(events).extracting(TestRecord::getRecordTime).containsOnly(Appended.NOON);
        assertThat(texts(events.getFirst().headers()))
                .isEqualTo(
                        Map.ofEntries(
                                Map.entry("ce_specversion", "1.0"),
                                Map.entry("ce_id", "0-0-0"),
                                Map.entry("ce_type", "q2o.tenants.tenant-registered.v1"),
                                Map.entry("ce_source", "/q2o/command-api"),
                                Map.entry("ce_subject", "tenants/acme"),
                                Map.entry("ce_time", "2026-03-01T12:00:00Z"),
                                Map.entry(
                                        "ce_dataschema",
                                        "urn:q2o:schema:q2o.tenants.tenant-registered.v1"),
                                Map.entry("ce_position", "0:0"),
                                Map.entry("ce_correlationid", "chain-acme"),
                                Map.entry("ce_causationid", Appended.idOf("acme").toString()),
                                Map.entry("ce_actor", "admin:anna"),
                                Map.entry("ce_tenantversion", "1"),
                                Map.entry("content-type", "application/json"),
                                Map.entry("traceparent", TRACE)));
        assertThat(texts(events.getLast().headers()))
                .containsEntry("ce_id", "0-0-2")
                .containsEntry("ce_type", "q2o.licensing.code-issued.v1")
                .containsEntry("ce_tenantversion", "3")
                .containsEntry("ce_final", "true")
                .hasSize(15);
    }

    @Test
    void writesEventsThatCloudEventsLibrariesRead() {
        log.append(Appended.of(Requests.register("acme"), "acme"));
        var record = log.takeEvents().getLast();
        try (var deserializer = new CloudEventDeserializer()) {
            var event = deserializer.deserialize(Topics.EVENTS, record.headers(), record.value());
            assertThat(event.getId()).isEqualTo("0-0-2");
            assertThat(event.getType()).isEqualTo("q2o.licensing.code-issued.v1");
            assertThat(event.getSource()).isEqualTo(URI.create("/q2o/command-api"));
            assertThat(event.getSubject())
                    .isEqualTo("tenants/acme/codes/" + new Position(0, 0).entityId(1));
            assertThat(event.getTime()).isEqualTo(Appended.NOON.atOffset(ZoneOffset.UTC));
            assertThat(event.getDataContentType()).isEqualTo("application/json");
            assertThat(event.getDataSchema())
                    .isEqualTo(URI.create("urn:q2o:schema:q2o.licensing.code-issued.v1"));
            assertThat(event.getExtensionNames())
                    .containsExactlyInAnyOrder(
                            "position",
                            "correlationid",
                            "causationid",
                            "actor",
                            "tenantversion",
                            "final");
            assertThat(Objects.requireNonNull(event.getData()).toBytes()).isEqualTo(record.value());
        }
    }

    @Test
    void writesEventsThatReadersGetWhole() {
        log.append(Appended.of(Requests.register("acme"), "acme"));
        assertThat(log.readEvents())
                .extracting(EventRecord::event)
                .containsExactly(
                        new TenantRegistered(
                                "acme",
                                new Position(0, 0).entityId(0),
                                "The name of acme",
                                Requests.register("acme").branding(),
                                Requests.EMAIL,
                                null,
                                "email"),
                        new SubscriptionOpened(
                                "acme",
                                new Position(0, 0).entityId(0),
                                "active",
                                Requests.PRO_TERMS),
                        new CodeIssued(
                                "acme",
                                CODE,
                                DecidedPartition.SECRETS.hash("k1", code()),
                                code().substring(15),
                                null,
                                null,
                                1,
                                "k1",
                                "registration"));
    }

    private static String code() {
        return DecidedPartition.SECRETS.text("k1", DerivedSecrets.ACTIVATION_CODE, CODE, 0);
    }

    private static ActivateDevice activate() {
        return new ActivateDevice(
                "acme",
                DecidedPartition.SECRETS.hashes(code()),
                "fingerprint",
                null,
                "signing-key");
    }

    @Test
    void tellsTelemetryWhatNobodyNeedsForEver() {
        var device = new Position(0, 1).entityId(0);
        log.append(Appended.of(Requests.register("acme"), "acme"));
        log.append(Appended.of(activate(), "activate"));
        log.takeEvents();
        var token = log.readOutcomes().getLast().token();
        var heartbeat = new RecordHeartbeat("acme", device, "fingerprint", 300);
        log.append(Appended.of(heartbeat, "first"));
        log.append(Appended.of(heartbeat, "second").at(Appended.NOON.plusSeconds(299)));
        log.append(Appended.of(heartbeat, "third").at(Appended.NOON.plusSeconds(300)));

        assertThat(log.readOutcomes())
                .allSatisfy(outcome -> {
                    assertThat(outcome.status()).isEqualTo(200);
                    assertThat(outcome.token()).isEqualTo(token);
                });
        assertThat(log.takeEvents()).isEmpty();
        var seen = log.takeTelemetry();
        assertThat(seen)
                .extracting(record -> CloudEventHeaders.text(record.headers(), "ce_id"))
                .containsExactly("0-2-0", "0-4-0");
        assertThat(texts(seen.getFirst().headers()))
                .containsEntry("ce_type", "q2o.licensing.device-seen.v1")
                .containsEntry("ce_subject", "tenants/acme/devices/" + device)
                .doesNotContainKeys("ce_final", "ce_tenantversion");
    }

    @Test
    void writesWhatFollowsFromARefusedAttempt() {
        var device = new Position(0, 1).entityId(0);
        log.append(Appended.of(Requests.register("acme"), "acme"));
        log.append(Appended.of(activate(), "activate"));
        log.append(Appended.of(new RefreshDevice("acme", device, 1, "signing-key"), "1"));
        log.append(Appended.of(new RefreshDevice("acme", device, 2, "signing-key"), "2"));
        log.takeEvents();
        log.readOutcomes();
        log.append(
                Appended.of(new RefreshDevice("acme", device, 1, "signing-key"), "thief")
                        .claiming("stranger", "a", "print"));
        log.append(Appended.of(new RefreshDevice("acme", device, 3, "signing-key"), "owner"));

        assertThat(log.readEvents())
                .extracting(EventRecord::event)
                .containsExactly(new RefreshReuseDetected("acme", device, 1));
        var outcomes = log.readOutcomes();
        assertThat(outcomes).extracting(OutcomeRecord::status).containsExactly(401, 401);
        assertThat(outcomes.getFirst().token()).isEqualTo(new Position(0, 4));
        assertThat(new String(outcomes.getFirst().body(), StandardCharsets.UTF_8))
                .contains("refresh-token-reused");
    }

    @Test
    void countsTheEventsOfEachRecordKey() {
        log.append(Appended.of(Requests.register("acme"), "1"));
        log.append(Appended.of(Requests.register("globex"), "2"));
        log.append(Appended.of(Requests.rename("acme", "B"), "3"));
        log.restart(null).append(Appended.of(Requests.rename("acme", "C"), "4"));
        assertThat(log.readEvents())
                .extracting(event -> event.key() + " " + event.tenantVersion())
                .containsExactly(
                        "acme 1",
                        "acme 2",
                        "acme 3",
                        "globex 1",
                        "globex 2",
                        "globex 3",
                        "acme 4",
                        "acme 5");
    }

    @Test
    void writesAnOutcomeForEachCommand() {
        log.append(Appended.of(Requests.register("acme"), "acme").claiming("anna", "a", "print"));
        var outcome = log.takeOutcomes().getFirst();
        assertThat(outcome.key()).isEqualTo("0-0");
        assertThat(outcome.getRecordTime()).isEqualTo(Appended.NOON);
        assertThat(texts(outcome.headers()))
                .isEqualTo(
                        Map.of(
                                "command-ce-id",
                                Appended.idOf("acme").toString(),
                                "status",
                                "201",
                                "at",
                                "2026-03-01T12:00:00Z",
                                "token",
                                "0:0",
                                "actor",
                                "admin:anna",
                                "key-id",
                                DecidedPartition.KEY_ID,
                                "idempotency-scope",
                                "anna",
                                "idempotency-key",
                                "a",
                                "fingerprint",
                                "print",
                                "content-type",
                                "application/json"));
    }

    @Test
    void namesTheLastCommandThatProducedEventsInEachToken() {
        log.append(Appended.of(Requests.rename("acme", "B"), "refused"));
        log.append(Appended.of(Requests.register("acme"), "accepted"));
        log.append(Appended.of(Requests.register("acme"), "refused again"));
        log.append(Appended.of(Requests.rename("acme", "The name of acme"), "no change"));
        log.restart(null).append(Appended.of(Requests.rename("globex", "B"), "after a restart"));
        log.append(Appended.of(Requests.rename("acme", "B"), "accepted again"));
        var tokens = log.readOutcomes().stream().map(OutcomeRecord::token).toList();
        var first = new Position(0, 1);
        assertThat(tokens.getFirst()).isNull();
        assertThat(tokens.subList(1, 6))
                .containsExactly(first, first, first, first, new Position(0, 5));
    }

    @Test
    void neverGoesBackInTime() {
        var late = Appended.NOON.plusSeconds(60);
        log.append(Appended.of(Requests.register("acme"), "1").at(late));
        log.append(Appended.of(Requests.rename("acme", "B"), "2").at(Appended.NOON));
        log.restart(null).append(Appended.of(Requests.rename("acme", "C"), "3").at(Appended.NOON));
        log.append(Appended.of(Requests.rename("acme", "D"), "4").at(late.plusMillis(1)));
        assertThat(log.readOutcomes())
                .extracting(OutcomeRecord::at)
                .containsExactly(late, late, late, late.plusMillis(1));
        assertThat(log.takeEvents())
                .extracting(TestRecord::getRecordTime)
                .containsExactly(late, late, late, late, late, late.plusMillis(1));
    }

    @Test
    void writesTermsOfPlansToTheirOwnTopicToo() {
        var id = new Position(0, 0).entityId(0);
        log.append(Appended.of(Requests.definePro(), "define"));
        log.append(Appended.of(new ChangePlan(id, Requests.PRO, true), "change"));
        log.append(Appended.of(new RetirePlan(id), "retire"));
        log.append(Appended.of(Requests.register("acme"), "acme"));
        var plans = log.takePlans();
        var events = log.takeEvents();
        assertThat(plans).extracting(TestRecord::key).containsOnly(Long.toString(id)).hasSize(3);
        assertThat(plans)
                .extracting(TestRecord::value)
                .containsExactlyElementsOf(
                        events.subList(0, 3).stream().map(TestRecord::value).toList());
        assertThat(plans)
                .extracting(record -> CloudEventHeaders.text(record.headers(), "ce_type"))
                .containsExactly(
                        "q2o.billing.plan-defined.v1",
                        "q2o.billing.plan-changed.v1",
                        "q2o.billing.plan-retired.v1");
    }

    @Test
    void answersWhenEverythingIsHandedOver() {
        var forwarded = new ArrayList<String>();
        log.onForward(forwarded::add);
        var seen = new ArrayList<List<String>>();
        var stored = new ArrayList<Map<String, byte[]>>();
        var waiting =
                log.outcomes
                        .expect(Appended.idOf("acme"))
                        .thenAccept(_ -> {
                            seen.add(List.copyOf(forwarded));
                            stored.add(log.stored());
                        });
        log.append(Appended.of(Requests.register("acme"), "acme").claiming("anna", "a", "print"));
        assertThat(waiting).isCompleted();
        assertThat(seen)
                .containsExactly(
                        List.of(
                                DeciderTopology.EVENTS,
                                DeciderTopology.EVENTS,
                                DeciderTopology.EVENTS,
                                DeciderTopology.OUTCOMES));
        assertThat(forwarded).hasSize(4);
        assertThat(stored.getFirst()).containsExactlyEntriesOf(log.stored());
    }

    @Test
    void answersWithTheOutcomeItWrites() {
        var waiting = log.outcomes.expect(Appended.idOf("acme"));
        log.append(Appended.of(Requests.register("acme"), "acme"));
        assertThat(waiting).isCompleted();
        assertThat(waiting.join()).usingRecursiveComparison().isEqualTo(log.readOutcome());
        assertThat(log.outcomes.size()).isZero();
    }
}
