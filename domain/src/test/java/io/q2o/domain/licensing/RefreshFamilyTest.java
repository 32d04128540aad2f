package io.q2o.domain.licensing;

import static io.q2o.domain.licensing.Licences.CODE;
import static io.q2o.domain.licensing.Licences.DEVICE;
import static io.q2o.domain.licensing.Licences.ENROLLED;
import static io.q2o.domain.licensing.Licences.ISSUED;
import static io.q2o.domain.licensing.Licences.activate;
import static io.q2o.domain.licensing.Licences.refresh;
import static io.q2o.domain.tenants.Tenants.ACME_REGISTERED;
import static io.q2o.domain.tenants.Tenants.ACME_SUBSCRIBED;
import static org.assertj.core.api.Assertions.assertThat;

import io.q2o.domain.Decision;
import io.q2o.domain.MemoryPartition;
import io.q2o.domain.MomentAt;
import io.q2o.domain.RuleBook;
import io.q2o.domain.Scenario;
import io.q2o.domain.platform.PlatformRules;
import io.q2o.schemas.Command;
import io.q2o.schemas.Event;
import io.q2o.schemas.Position;
import io.q2o.schemas.billing.SubscriptionCommand.ResumeSubscription;
import io.q2o.schemas.billing.SubscriptionCommand.SuspendSubscription;
import io.q2o.schemas.licensing.DeviceCommand.ReinstateDevice;
import io.q2o.schemas.licensing.DeviceCommand.RevokeDevice;
import io.q2o.schemas.licensing.DeviceEvent.RefreshReuseDetected;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import org.jspecify.annotations.Nullable;

/**
 * Whatever is done to a device in whatever order, its refresh tokens are worth what a model says
 * that marks each token instead of counting.
 */
class RefreshFamilyTest {
    private final RuleBook rules = PlatformRules.book();

    /** What somebody does some time after the step before. */
    record Step(Duration later, Act act) {}

    sealed interface Act {
        /**
         * @param back how many tokens before the last one is presented, negative for one never made
         */
        record Present(int back) implements Act {}

        record ActivateAgain() implements Act {}

        record Revoke() implements Act {}

        record Reinstate() implements Act {}

        record Suspend() implements Act {}

        record Resume() implements Act {}
    }

    /** A token, marked with what happened to it. */
    private static final class Token {
        private final Instant madeAt;
        private @Nullable Instant usedAt;
        private boolean isDead;

        Token(Instant madeAt) {
            this.madeAt = madeAt;
        }
    }

    /** All tokens a device ever had. */
    private static final class Model {
        private final List<Token> tokens = new ArrayList<>();
        private boolean isRevoked;
        private boolean isSuspended;

        void makeFirst(Instant at) {
            tokens.forEach(token -> token.isDead = true);
            tokens.add(new Token(at));
        }

        /** The type of the refusal, or the counter of the token that is answered. */
        String present(int counter, Instant at) {
            if (isRevoked) {
                return "device-revoked";
            }
            if (counter < 1 || counter > tokens.size()) {
                return "refresh-token-unknown";
            }
            var token = tokens.get(counter - 1);
            if (token.isDead) {
                return "refresh-token-ended";
            }
            if (token.usedAt == null) {
                return first(token, at);
            }
            return again(counter, token.usedAt, at);
        }

        private String first(Token token, Instant at) {
            if (isSuspended) {
                return "subscription-not-usable";
            }
            if (Duration.between(token.madeAt, at).compareTo(Duration.ofDays(14)) >= 0) {
                return "refresh-token-expired";
            }
            token.usedAt = at;
            tokens.add(new Token(at));
            return "new " + tokens.size();
        }

        private String again(int counter, Instant usedAt, Instant at) {
            var successorIsUnused = tokens.get(counter).usedAt == null;
            if (successorIsUnused && Duration.between(usedAt, at).toMillis() <= 60_000) {
                return isSuspended ? "subscription-not-usable" : "same " + (counter + 1);
            }
            tokens.forEach(each -> each.isDead = true);
            return "refresh-token-reused";
        }
    }

    @Property(tries = 2000)
    @StatisticsReport(onFailureOnly = true)
    void isWorthWhatTheModelSays(@ForAll("histories") List<Step> steps) {
        var partition = new MemoryPartition();
        var model = new Model();
        var at = Scenario.WHEN_AT;
        var start = new MomentAt(new Position(2, 1), at);
        for (var event : List.<Event>of(ACME_REGISTERED, ACME_SUBSCRIBED, ISSUED, ENROLLED)) {
            partition.tell(rules, event, start);
        }
        model.makeFirst(at);
        int offset = 10;
        for (var step : steps) {
            at = at.plus(step.later());
            var moment = new MomentAt(new Position(2, offset++), at);
            var command = commandOf(step.act(), model);
            var decision = rules.decide(partition, command, moment);
            eventsOf(decision).forEach(event -> partition.tell(rules, event, moment));
            assertSame(step.act(), decision, model, at, partition);
            assertOneCanBeUsed(partition, model, moment);
        }
    }

    private static Command commandOf(Act act, Model model) {
        return switch (act) {
            case Act.Present(int back) -> refresh(model.tokens.size() - back);
            case Act.ActivateAgain() -> activate("laptop", CODE);
            case Act.Revoke() -> new RevokeDevice(DEVICE);
            case Act.Reinstate() -> new ReinstateDevice(DEVICE);
            case Act.Suspend() -> new SuspendSubscription("acme");
            case Act.Resume() -> new ResumeSubscription("acme");
        };
    }

    private static List<Event> eventsOf(Decision decision) {
        return switch (decision) {
            case Decision.Accepted accepted -> accepted.events();
            case Decision.Refused refused -> refused.events();
        };
    }

    private static void assertSame(
            Act act, Decision decision, Model model, Instant at, MemoryPartition partition) {
        switch (act) {
            case Act.Present(int back) -> {
                var counter = model.tokens.size() - back;
                var expected = model.present(counter, at);
                Statistics.collect(expected.replaceAll(" .*", ""));
                assertThat(worth(decision, partition)).isEqualTo(expected);
                assertThat(
                                eventsOf(decision)
                                        .contains(
                                                new RefreshReuseDetected("acme", DEVICE, counter)))
                        .isEqualTo(expected.equals("refresh-token-reused"));
            }
            case Act.ActivateAgain() -> {
                if (!model.isRevoked && !model.isSuspended) {
                    model.makeFirst(at);
                    assertThat(worth(decision, partition)).isEqualTo("new " + model.tokens.size());
                } else {
                    assertThat(decision).isInstanceOf(Decision.Refused.class);
                }
            }
            case Act.Revoke() -> {
                model.isRevoked = true;
                model.tokens.forEach(token -> token.isDead = true);
            }
            case Act.Reinstate() -> model.isRevoked = false;
            case Act.Suspend() -> model.isSuspended = true;
            case Act.Resume() -> model.isSuspended = false;
        }
    }

    private static String worth(Decision decision, MemoryPartition partition) {
        return switch (decision) {
            case Decision.Refused(var refusal, _) -> refusal.type();
            case Decision.Accepted accepted -> {
                var answer = (TokenAnswer) accepted.answer().from(partition);
                yield (accepted.events().isEmpty() ? "same " : "new ")
                        + answer.refreshToken().counter();
            }
        };
    }

    /** Of all tokens ever made at most one has a successor yet to come. */
    private void assertOneCanBeUsed(MemoryPartition partition, Model model, MomentAt now) {
        var usable = 0;
        for (int counter = 0; counter <= model.tokens.size() + 1; counter++) {
            var decision = rules.decide(partition, refresh(counter), now);
            if (decision instanceof Decision.Accepted && !eventsOf(decision).isEmpty()) {
                usable++;
            }
        }
        assertThat(usable).isLessThanOrEqualTo(1);
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        var present = Arbitraries.of(-1, 0, 0, 0, 0, 0, 1, 1, 1, 2, 3, 4).map(Act.Present::new);
        var acts =
                Arbitraries.<Act>frequencyOf(
                        Tuple.of(16, present.map(act -> (Act) act)),
                        Tuple.of(3, Arbitraries.just(new Act.ActivateAgain())),
                        Tuple.of(1, Arbitraries.just(new Act.Revoke())),
                        Tuple.of(3, Arbitraries.just(new Act.Reinstate())),
                        Tuple.of(1, Arbitraries.just(new Act.Suspend())),
                        Tuple.of(3, Arbitraries.just(new Act.Resume())));
        var waits =
                Arbitraries.frequency(
                        Tuple.of(8, Duration.ZERO),
                        Tuple.of(5, Duration.ofSeconds(20)),
                        Tuple.of(3, Duration.ofSeconds(60)),
                        Tuple.of(2, Duration.ofMillis(60_001)),
                        Tuple.of(1, Duration.ofDays(14).minusMillis(1)),
                        Tuple.of(1, Duration.ofDays(14)));
        return Combinators.combine(waits, acts).as(Step::new).list().ofMinSize(1).ofMaxSize(40);
    }
}
