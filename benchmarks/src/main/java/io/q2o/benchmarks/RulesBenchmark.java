package io.q2o.benchmarks;

import io.q2o.domain.Changes;
import io.q2o.domain.Decision;
import io.q2o.domain.Key;
import io.q2o.domain.Knowledge;
import io.q2o.domain.Moment;
import io.q2o.domain.RuleBook;
import io.q2o.domain.platform.PlatformRules;
import io.q2o.schemas.Event;
import io.q2o.schemas.Position;
import io.q2o.schemas.billing.PlanTerms;
import io.q2o.schemas.tenants.Branding;
import io.q2o.schemas.tenants.TenantCommand.ChangeTenant;
import io.q2o.schemas.tenants.TenantCommand.RegisterTenant;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Deciding and evolving, without anything around them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RulesBenchmark {
    static final RegisterTenant REGISTER =
            new RegisterTenant(
                    "acme",
                    "Acme",
                    new Branding("https://acme.example/logo.png", "#875a7b", "acme.example"),
                    null,
                    null,
                    "email",
                    new PlanTerms(1, "Pro", "price_pro_monthly", 50, 10, 50, null, "USD"));
    static final ChangeTenant CHANGE =
            new ChangeTenant("acme", "Acme and Sons", null, null, null, null, null, null, null);

    private static final Moment MOMENT = new At(Instant.parse("2026-03-01T10:00:00Z"));

    private final RuleBook rules = PlatformRules.book();
    private final Known nothing = new Known();
    private final Known registered = new Known();
    private final Known scratch = new Known();
    private final List<Event> registration;

    public RulesBenchmark() {
        registration = events(rules.decide(nothing, REGISTER, MOMENT));
        registration.forEach(event -> rules.evolve(registered, event, MOMENT, registered));
    }

    private record At(Instant at) implements Moment {
        @Override
        public long id(int n) {
            return new Position(1, 1).entityId(n);
        }

        @Override
        public String hashOf(String kind, long id, int counter) {
            return kind + id;
        }

        @Override
        public Position position() {
            return new Position(0, 1);
        }

        @Override
        public String lastFourOf(String kind, long id, int counter) {
            return "7KQ2";
        }

        @Override
        public String secretKey() {
            return "key";
        }
    }

    private static final class Known implements Knowledge, Changes {
        private final Map<Key<?>, Object> states = new HashMap<>();

        @Override
        @SuppressWarnings("unchecked") // put files each state under a key of its own type
        public <S> S of(Key<S> key) {
            var state = states.get(key);
            return state == null ? key.kind().absent() : (S) state;
        }

        @Override
        public <S> void put(Key<S> key, S state) {
            states.put(key, state);
        }
    }

    static List<Event> events(Decision decision) {
        return switch (decision) {
            case Decision.Accepted accepted -> List.copyOf(accepted.events());
            case Decision.Refused refused ->
                    throw new IllegalStateException("refused: " + refused.refusal());
        };
    }

    /** The events that a registration makes. */
    static List<Event> registration() {
        return events(PlatformRules.book().decide(new Known(), REGISTER, MOMENT));
    }

    @Benchmark
    public Object decideRegistration() {
        return rules.decide(nothing, REGISTER, MOMENT);
    }

    @Benchmark
    public Object decideChange() {
        return rules.decide(registered, CHANGE, MOMENT);
    }

    @Benchmark
    public Object evolveRegistration() {
        scratch.states.clear();
        for (var event : registration) {
            rules.evolve(scratch, event, MOMENT, scratch);
        }
        return scratch;
    }
}
