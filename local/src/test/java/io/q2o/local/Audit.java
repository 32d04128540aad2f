package io.q2o.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.q2o.log.CloudEventHeaders;
import io.q2o.log.EventRecord;
import io.q2o.log.LogJson;
import io.q2o.log.OutcomeRecord;
import io.q2o.log.StoredRecords;
import io.q2o.schemas.Command;
import io.q2o.schemas.Event;
import io.q2o.schemas.Topics;
import io.q2o.schemas.billing.SubscriptionCommand.ResumeSubscription;
import io.q2o.schemas.billing.SubscriptionCommand.SuspendSubscription;
import io.q2o.schemas.licensing.DeviceCommand.ActivateDevice;
import io.q2o.schemas.licensing.DeviceCommand.RecordHeartbeat;
import io.q2o.schemas.licensing.DeviceCommand.RefreshDevice;
import io.q2o.schemas.licensing.DeviceCommand.ReinstateDevice;
import io.q2o.schemas.licensing.DeviceEvent.DeviceActivatedAgain;
import io.q2o.schemas.licensing.DeviceEvent.DeviceEnrolled;
import io.q2o.schemas.licensing.DeviceEvent.RefreshReuseDetected;
import io.q2o.schemas.licensing.DeviceEvent.TokenRefreshed;
import io.q2o.schemas.licensing.RefreshToken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import tools.jackson.databind.JsonNode;

/** Compares what callers were told with what stands in the log. */
final class Audit {
    private final Map<String, List<String>> commandsByMark = new HashMap<>();
    private final Map<String, Command> commands = new HashMap<>();
    private final Map<String, OutcomeRecord> outcomes = new HashMap<>();
    private final Map<String, List<EventRecord>> events = new HashMap<>();
    private final Set<String> refreshTokens = new HashSet<>();
    private final ToldSecrets secrets;
    private Sightings sightings = new Sightings();

    private Audit(Stack stack) {
        secrets = new ToldSecrets(stack.deviceKeys());
    }

    /** Returns once every command in the log has its outcome, committed and only once. */
    static Audit of(Stack stack) {
        var audit = new Audit(stack);
        Topic.committed(stack, Topics.COMMANDS).forEach(audit::add);
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() ->
                        assertThat(audit.readOutcomes(stack)).containsAll(audit.commands.keySet()));
        assertThat(audit.outcomes.keySet()).isSubsetOf(audit.commands.keySet());
        audit.readEvents(stack);
        audit.sightings = Sightings.of(stack);
        return audit;
    }

    private void add(ConsumerRecord<String, byte[]> record) {
        var id = record.partition() + "-" + record.offset();
        var headers = record.headers();
        var type = CloudEventHeaders.required(headers, CloudEventHeaders.TYPE);
        commands.put(id, StoredRecords.read(Command.class, type, record.value()));
        var mark = CloudEventHeaders.text(headers, CloudEventHeaders.TRACE_PARENT);
        if (mark != null) {
            commandsByMark.computeIfAbsent(mark, _ -> new ArrayList<>()).add(id);
        }
    }

    private Set<String> readOutcomes(Stack stack) {
        outcomes.clear();
        for (var record : Topic.committed(stack, Topics.OUTCOMES)) {
            assertThat(outcomes.put(record.key(), OutcomeRecord.read(record)))
                    .as("another outcome of " + record.key())
                    .isNull();
        }
        return outcomes.keySet();
    }

    private void readEvents(Stack stack) {
        var versions = new HashMap<String, List<Long>>();
        for (var record : Topic.events(stack)) {
            var event = EventRecord.read(record);
            var ofCommand =
                    events.computeIfAbsent(event.position().commandId(), _ -> new ArrayList<>());
            assertThat(event.id()).isEqualTo(event.position().commandId() + "-" + ofCommand.size());
            ofCommand.add(event);
            versions.computeIfAbsent(event.key(), _ -> new ArrayList<>())
                    .add(event.tenantVersion());
            note(event.event());
        }
        versions.forEach((key, seen) ->
                assertThat(seen)
                        .as("versions of " + key)
                        .isEqualTo(LongStream.rangeClosed(1, seen.size()).boxed().toList()));
        events.forEach((id, happened) ->
                assertThat(outcomes.get(id))
                        .as("outcome of events " + id)
                        .matches(outcome -> outcome.isAccepted() || isReuse(happened)));
    }

    /** The one refusal that is a fact of its own. */
    private static boolean isReuse(List<EventRecord> happened) {
        return happened.size() == 1 && happened.getFirst().event() instanceof RefreshReuseDetected;
    }

    private void note(Event event) {
        switch (event) {
            case DeviceEnrolled enrolled -> note(enrolled.deviceId(), enrolled.token());
            case DeviceActivatedAgain again -> note(again.deviceId(), again.token());
            case TokenRefreshed refreshed -> note(refreshed.deviceId(), refreshed.token());
            default -> {}
        }
    }

    private void note(long device, RefreshToken token) {
        assertThat(refreshTokens.add(device + " " + token.counter()))
                .as("another token " + token.counter() + " of device " + device)
                .isTrue();
    }

    int commands() {
        return outcomes.size();
    }

    /** How many events of a kind there are. */
    long count(Class<? extends Event> kind) {
        return events.values().stream()
                .flatMap(List::stream)
                .filter(event -> kind.isInstance(event.event()))
                .count();
    }

    /** Every answer is what the log says, and what was refused at the door is not in the log. */
    void confirms(List<Answer> answers) {
        assertThat(answers).isNotEmpty();
        for (var answer : answers) {
            if (answer.isConclusive()) {
                confirm(answer);
            } else if (answer.status() == 503) {
                assertThat(commandsByMark.get(answer.mark())).as(answer.toString()).isNull();
            } else {
                assertThat(answer.status()).as(answer.toString()).isIn(0, 504);
            }
        }
    }

    private void confirm(Answer answer) {
        var what = answer.toString();
        var ids = commandsByMark.getOrDefault(answer.mark(), List.of());
        assertThat(ids).as(what).hasSize(1);
        var id = ids.getFirst();
        var command = Objects.requireNonNull(commands.get(id), what);
        var outcome = Objects.requireNonNull(outcomes.get(id), what);
        var happened = events.getOrDefault(id, List.of());
        assertThat(outcome.status()).as(what).isEqualTo(answer.status());
        assertThat(secrets.filled(outcome.body(), answer.body())).as(what).isEqualTo(answer.body());
        if (!happened.isEmpty()) {
            assertThat(answer.token()).contains(happened.getFirst().position().toString());
        }
        if (!answer.isAccepted()) {
            assertThat(!happened.isEmpty())
                    .as(what)
                    .isEqualTo(answer.body().contains("refresh-token-reused"));
            return;
        }
        assertThat(!happened.isEmpty() || mayChangeNothing(command)).as(what).isTrue();
        var told = LogJson.MAPPER.readTree(answer.body());
        happened.forEach(event -> Told.confirms(what, told, event.event()));
        confirm(what, command, told);
    }

    /** Nothing lasting was asked for, or the call before it may never have arrived. */
    private static boolean mayChangeNothing(Command command) {
        return switch (command) {
            case SuspendSubscription _,
                    ResumeSubscription _,
                    RecordHeartbeat _,
                    RefreshDevice _,
                    ReinstateDevice _ ->
                    true;
            default -> false;
        };
    }

    /** What was told although no event of this command may say so. */
    private void confirm(String what, Command command, JsonNode told) {
        switch (command) {
            case RecordHeartbeat heartbeat ->
                    assertThat(sightings.has(heartbeat.deviceId())).as(what).isTrue();
            case ActivateDevice _, RefreshDevice _ -> {
                var token = told.required("refresh_token").asString();
                assertThat(refreshTokens)
                        .as(what)
                        .contains(
                                told.required("device_id").asLong()
                                        + " "
                                        + token.substring(0, token.indexOf('.')));
            }
            default -> {}
        }
    }
}
