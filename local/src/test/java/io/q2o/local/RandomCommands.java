package io.q2o.local;

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
import io.q2o.schemas.tenants.Branding;
import io.q2o.schemas.tenants.TenantCommand.ChangeTenant;
import io.q2o.schemas.tenants.TenantCommand.ErasePersonalData;
import io.q2o.schemas.tenants.TenantCommand.RegisterTenant;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Commands as anybody might append them, few words and ids so that they meet. */
final class RandomCommands {
    private static final List<String> NAMES =
            List.of("Istanbul İıIi", "Straße", "naïve\u00a0名前", "\"quoted\" \\ \n", "Pro", "a");

    private final Random random;
    private final int cataloguePartition;

    RandomCommands(long seed, int cataloguePartition) {
        random = new Random(seed);
        this.cataloguePartition = cataloguePartition;
    }

    Command next() {
        var slug = "tenant-" + random.nextInt(200);
        return switch (random.nextInt(20)) {
            case 0 -> new DefinePlan(offer());
            case 1 -> new ChangePlan(planId(), offer(), random.nextBoolean());
            case 2 -> random.nextInt(5) == 0 ? new RetirePlan(planId()) : new DefinePlan(offer());
            case 3, 4, 5, 6, 7 -> register(slug);
            case 8 -> new SuspendSubscription(slug);
            case 9 -> new ResumeSubscription(slug);
            case 10 -> new FollowChangedPlan(slug, terms());
            case 11 -> random.nextInt(4) == 0 ? new ErasePersonalData(slug) : change(slug);
            default -> change(slug);
        };
    }

    /** A caller's key, or none; some keys and fingerprints are used again. */
    @Nullable String key() {
        return random.nextInt(3) == 0 ? "key-" + random.nextInt(2_000) : null;
    }

    String fingerprint() {
        return random.nextInt(4) == 0 ? "another" : "same";
    }

    String actor() {
        return "admin:" + random.nextInt(2);
    }

    private RegisterTenant register(String slug) {
        return new RegisterTenant(
                slug,
                name(),
                new Branding(null, "#00ff0" + random.nextInt(10), null),
                maybe() ? sealed(slug) : null,
                maybe() ? sealed(slug) : null,
                "email",
                terms());
    }

    private ChangeTenant change(String slug) {
        return new ChangeTenant(
                slug,
                maybe() ? name() : null,
                maybe() ? new Change<>(maybe() ? sealed(slug) : null) : null,
                null,
                maybe() ? new Change<>("https://logo.example/" + random.nextInt(3)) : null,
                null,
                maybe() ? new Change<>(null) : null,
                maybe() ? new WantedPlan(terms(), maybe()) : null,
                random.nextInt(4) == 0 ? (long) random.nextInt(10) : null);
    }

    private PlanTerms terms() {
        return offer().of(planId());
    }

    private PlanOffer offer() {
        return new PlanOffer(
                name() + random.nextInt(30),
                "price_" + random.nextInt(30),
                1 + random.nextInt(3),
                maybe() ? 1 + random.nextInt(3) : null,
                null,
                maybe() ? 100L * random.nextInt(10) : null,
                maybe() ? "EUR" : "USD");
    }

    private long planId() {
        return new Position(cataloguePartition, random.nextInt(300)).entityId(0);
    }

    private Sealed sealed(String slug) {
        var text = Integer.toString(random.nextInt(5));
        return new Sealed(slug + "/key" + random.nextInt(2), "c2VhbGVk" + text, "bWFj" + text);
    }

    private String name() {
        return NAMES.get(random.nextInt(NAMES.size()));
    }

    private boolean maybe() {
        return random.nextBoolean();
    }
}
