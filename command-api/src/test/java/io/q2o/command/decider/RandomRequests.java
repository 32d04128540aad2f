package io.q2o.command.decider;

import io.q2o.log.CloudEventHeaders;
import io.q2o.schemas.Change;
import io.q2o.schemas.Command;
import io.q2o.schemas.Position;
import io.q2o.schemas.Sealed;
import io.q2o.schemas.billing.PlanCommand.ChangePlan;
import io.q2o.schemas.billing.PlanCommand.DefinePlan;
import io.q2o.schemas.billing.PlanCommand.RetirePlan;
import io.q2o.schemas.billing.PlanOffer;
import io.q2o.schemas.billing.PlanTerms;
import io.q2o.schemas.billing.SubscriptionCommand.FollowChangedPlan;
import io.q2o.schemas.billing.SubscriptionCommand.ResumeSubscription;
import io.q2o.schemas.billing.SubscriptionCommand.SuspendSubscription;
import io.q2o.schemas.billing.WantedPlan;
import io.q2o.schemas.operations.DeadLetterCommand.DiscardDeadLetter;
import io.q2o.schemas.operations.DeadLetterCommand.RetryDeadLetter;
import io.q2o.schemas.tenants.Branding;
import io.q2o.schemas.tenants.TenantCommand.ChangeTenant;
import io.q2o.schemas.tenants.TenantCommand.ErasePersonalData;
import io.q2o.schemas.tenants.TenantCommand.RegisterTenant;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What many callers might send to one partition, equal for equal seeds. */
final class RandomRequests {
    private static final int TENANTS = 120;
    private static final long[] PLANS = {
        new Position(5, 0).entityId(0), new Position(5, 1).entityId(0), 7
    };

    private final Random random;
    private Instant at = Appended.NOON;

    private RandomRequests(long seed) {
        random = new Random(seed);
    }

    static List<Appended> of(long seed, int count) {
        var requests = new RandomRequests(seed);
        var log = new ArrayList<Appended>();
        for (int i = 0; i < count; i++) {
            log.add(requests.next(i));
        }
        return log;
    }

    private Appended next(int number) {
        at = at.plusMillis(random.nextInt(-2_000, 30_000));
        if (random.nextInt(2_000) == 0) {
            at = at.plusSeconds(random.nextInt(4 * 86_400));
        }
        var request = Appended.of(command(number), "request " + number).at(at);
        if (random.nextInt(3) == 0) {
            request =
                    request.claiming(
                            "caller " + random.nextInt(12),
                            "key " + random.nextInt(150),
                            random.nextInt(10) == 0 ? "other print" : "print");
        }
        if (random.nextInt(4) == 0) {
            request = request.with(CloudEventHeaders.TRACE_PARENT, "00-" + number);
        }
        return random.nextInt(100) == 0 ? spoilt(request) : request;
    }

    private Appended spoilt(Appended request) {
        return switch (random.nextInt(4)) {
            case 0 -> request.holding("{\"slug\"".getBytes(StandardCharsets.UTF_8));
            case 1 -> request.holding(null);
            case 2 -> request.without(CloudEventHeaders.COMMAND_ACTOR);
            default -> request.with(CloudEventHeaders.TYPE, "q2o.command.of.nobody.v1");
        };
    }

    private Command command(int number) {
        if (number < 2) {
            return new DefinePlan(offer());
        }
        return switch (random.nextInt(21)) {
            case 0 -> new DefinePlan(offer());
            case 1 -> new ChangePlan(plan(), offer(), random.nextBoolean());
            case 2 ->
                    random.nextInt(20) == 0
                            ? new RetirePlan(plan())
                            : new ChangePlan(plan(), offer(), random.nextBoolean());
            case 3, 4, 5 -> register();
            case 6, 7 -> new SuspendSubscription(slug());
            case 8, 9 -> new ResumeSubscription(slug());
            case 10, 11 -> new FollowChangedPlan(slug(), terms());
            case 12 -> random.nextInt(8) == 0 ? new ErasePersonalData(slug()) : change();
            case 13 ->
                    random.nextBoolean()
                            ? new RetryDeadLetter(slug(), "licensing", number)
                            : new DiscardDeadLetter(slug(), "licensing", number);
            default -> change();
        };
    }

    private String slug() {
        return random.nextInt(60) == 0
                ? oneOf("platform", "catalogue", "No Slug", "", "ünïcode", "\u0661\u0662\u0663")
                : "tenant-" + random.nextInt(TENANTS);
    }

    private long plan() {
        return PLANS[random.nextInt(PLANS.length)];
    }

    private PlanOffer offer() {
        return new PlanOffer(
                oneOf("Starter", "Pro", "Enterprise", "Größe", "Plan I", "plan i"),
                oneOf("price_a", "price_b", "price_c"),
                random.nextInt(1, 2_000_000),
                maybe(() -> random.nextInt(1, 50)),
                maybe(() -> random.nextInt(1, 5_000)),
                maybe(() -> random.nextLong(100_000_000)),
                oneOf("EUR", "USD"));
    }

    private PlanTerms terms() {
        return offer().of(plan());
    }

    private Command register() {
        return new RegisterTenant(
                slug(),
                text(),
                new Branding(maybe(this::text), maybe(this::text), maybe(this::text)),
                maybe(this::sealed),
                maybe(this::sealed),
                oneOf("email", "sms", "both"),
                terms());
    }

    private Command change() {
        return new ChangeTenant(
                slug(),
                maybe(this::text),
                maybe(() -> new Change<>(maybe(this::sealed))),
                maybe(() -> new Change<>(maybe(this::sealed))),
                maybe(() -> new Change<>(maybe(this::text))),
                maybe(() -> new Change<>(maybe(this::text))),
                maybe(() -> new Change<>(maybe(this::text))),
                random.nextInt(3) == 0 ? new WantedPlan(terms(), random.nextBoolean()) : null,
                random.nextInt(4) == 0 ? random.nextLong(1, 6) : null);
    }

    private Sealed sealed() {
        var text = oneOf("x", "y", "z");
        return new Sealed("acme/" + random.nextInt(2), random.nextInt() + text, text);
    }

    private String text() {
        return oneOf("Acme", "İstanbul", "straße", "日本", "I", "i", "1.234,5", "\"<&\\")
                + random.nextInt(3);
    }

    private <T> @Nullable T maybe(Supplier<? extends @Nullable T> made) {
        return random.nextBoolean() ? made.get() : null;
    }

    private String oneOf(String... words) {
        return words[random.nextInt(words.length)];
    }
}
