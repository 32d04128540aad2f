package io.q2o.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.q2o.log.CloudEventHeaders;
import io.q2o.log.EventRecord;
import io.q2o.log.LogJson;
import io.q2o.log.OutcomeRecord;
import io.q2o.schemas.Event;
import io.q2o.schemas.Topics;
import io.q2o.schemas.billing.SubscriptionEvent.SubscriptionOpened;
import io.q2o.schemas.billing.SubscriptionEvent.SubscriptionResumed;
import io.q2o.schemas.billing.SubscriptionEvent.SubscriptionSuspended;
import io.q2o.schemas.licensing.CodeEvent.CodeIssued;
import io.q2o.schemas.tenants.TenantEvent.ProfileChanged;
import io.q2o.schemas.tenants.TenantEvent.TenantRegistered;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import tools.jackson.databind.JsonNode;

/** Compares what callers were told with what stands in the log. */
final class Audit {
    private final Map<String, List<String>> commandsByMark = new HashMap<>();
    private final Map<String, OutcomeRecord> outcomes = new HashMap<>();
    private final Map<String, List<EventRecord>> events = new HashMap<>();

    private Audit() {}

    /** Returns once every command in the log has its outcome, committed and only once. */
    static Audit of(Stack stack) {
        var audit = new Audit();
        var commands = Topic.committed(stack, Topics.COMMANDS);
        var ids = commands.stream().map(Audit::id).collect(Collectors.toSet());
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(audit.readOutcomes(stack)).containsAll(ids));
        assertThat(audit.outcomes.keySet()).isSubsetOf(Set.copyOf(ids));
        for (var command : commands) {
            var mark = CloudEventHeaders.text(command.headers(), CloudEventHeaders.TRACE_PARENT);
            if (mark != null) {
                audit.commandsByMark.computeIfAbsent(mark, _ -> new ArrayList<>()).add(id(command));
            }
        }
        audit.readEvents(stack);
        return audit;
    }

    private static String id(ConsumerRecord<String, byte[]> command) {
        return command.partition() + "-" + command.offset();
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
        }
        versions.forEach((key, seen) ->
                assertThat(seen)
                        .as("versions of " + key)
                        .isEqualTo(LongStream.rangeClosed(1, seen.size()).boxed().toList()));
        events.keySet()
                .forEach(id ->
                        assertThat(outcomes.get(id))
                                .as("outcome of events " + id)
                                .matches(OutcomeRecord::isAccepted));
    }

    int commands() {
        return outcomes.size();
    }

    /** How many tenants there are. */
    long registered() {
        return events.values().stream()
                .flatMap(List::stream)
                .filter(event -> event.event() instanceof TenantRegistered)
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
        var outcome = Objects.requireNonNull(outcomes.get(id), what);
        assertThat(outcome.status()).as(what).isEqualTo(answer.status());
        assertThat(new String(outcome.body(), StandardCharsets.UTF_8))
                .as(what)
                .isEqualTo(answer.body());
        if (!answer.isAccepted()) {
            assertThat(events.get(id)).as(what).isNull();
            return;
        }
        var happened = events.get(id);
        if (happened == null) {
            // the call before it may never have arrived, so that nothing was to be done
            assertThat(answer.what()).containsAnyOf("/suspend", "/resume");
            return;
        }
        assertThat(answer.token()).contains(happened.getFirst().position().toString());
        var body = LogJson.MAPPER.readTree(answer.body());
        happened.forEach(event -> confirm(what, event.event(), body));
    }

    private static void confirm(String what, Event event, JsonNode told) {
        assertThat(event.key()).as(what).isEqualTo(told.required("slug").asString());
        var state = told.required("subscription").required("state").asString();
        switch (event) {
            case TenantRegistered registered -> {
                assertThat(registered.tenantId()).as(what).isEqualTo(told.get("id").asLong());
                assertThat(registered.name()).as(what).isEqualTo(told.get("name").asString());
            }
            case ProfileChanged changed -> {
                assertThat(changed.name()).as(what).isEqualTo(told.get("name").asString());
                assertThat(changed.profileVersion())
                        .as(what)
                        .isEqualTo(told.get("version").asLong());
            }
            case CodeIssued issued ->
                    assertThat(told.get("activationCodesTotal").asInt()).as(what).isPositive();
            case SubscriptionOpened opened -> assertThat(opened.state()).as(what).isEqualTo(state);
            case SubscriptionSuspended _ -> assertThat(state).as(what).isEqualTo("suspended");
            case SubscriptionResumed resumed ->
                    assertThat(resumed.state()).as(what).isEqualTo(state);
            default -> throw new AssertionError("nobody asked for " + event);
        }
    }
}
