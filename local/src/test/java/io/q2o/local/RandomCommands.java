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
import io.q2o.schemas.licensing.CodeCommand.IssueCodes;
import io.q2o.schemas.licensing.CodeCommand.RevealCode;
import io.q2o.schemas.licensing.CodeCommand.RevokeCode;
import io.q2o.schemas.licensing.DeviceCommand.ActivateDevice;
import io.q2o.schemas.licensing.DeviceCommand.RecordHeartbeat;
import io.q2o.schemas.licensing.DeviceCommand.RefreshDevice;
import io.q2o.schemas.licensing.DeviceCommand.ReinstateDevice;
import io.q2o.schemas.licensing.DeviceCommand.RevokeDevice;
import io.q2o.schemas.operations.DeadLetterCommand;
import io.q2o.schemas.operations.DeadLetterCommand.DiscardDeadLetter;
import io.q2o.schemas.operations.DeadLetterCommand.RetryDeadLetter;
import io.q2o.schemas.tenants.Branding;
import io.q2o.schemas.tenants.TenantCommand.ChangeTenant;
import io.q2o.schemas.tenants.TenantCommand.ErasePersonalData;
import io.q2o.schemas.tenants.TenantCommand.RegisterTenant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Commands as anybody might append them, few words and ids so that they meet. */
final class RandomCommands {
    private static final List<String> NAMES =
            List.of("Istanbul İıIi", "Straße", "naïve\u00a0名前", "\"quoted\" \\ \n", "Pro", "a");

    private static final List<String> FINGERPRINTS = List.of("f1", "f2", "f3", "f4", "f5", "f6");

    private final Random random;
    private final int cataloguePartition;
    private final TypedCodes typed;

    /** What exists if it was decided so, by the slug of its tenant. */
    private final List<Code> codes = Collections.synchronizedList(new ArrayList<>());

    private final List<Device> devices = Collections.synchronizedList(new ArrayList<>());

    /** What comes before anything else, such as the rest of a theft. */
    private final Deque<Command> planned = new ArrayDeque<>();

    private record Code(String slug, long id, String hash) {}

    private record Device(String slug, long id) {}

    RandomCommands(long seed, int cataloguePartition, TypedCodes typed) {
        random = new Random(seed);
        this.cataloguePartition = cataloguePartition;
        this.typed = typed;
    }

    /** Later commands may be about what this one made. */
    void appended(Command command, Position position) {
        switch (command) {
            case RegisterTenant register -> note(register.slug(), position, 1);
            case IssueCodes issue -> note(issue.slug(), position, 0);
            case ActivateDevice activate ->
                    devices.add(new Device(activate.slug(), position.entityId(0)));
            default -> {}
        }
    }

    private void note(String slug, Position position, int n) {
        codes.add(new Code(slug, position.entityId(n), typed.hash(typed.code(position, n))));
    }

    Command next() {
        var due = planned.poll();
        if (due != null) {
            return due;
        }
        var slug = "tenant-" + random.nextInt(200);
        if (!codes.isEmpty() && random.nextInt(5) < 2) {
            return licensing(slug);
        }
        return switch (random.nextInt(20)) {
            case 0 -> new DefinePlan(offer());
            case 1 -> new ChangePlan(planId(), offer(), random.nextBoolean());
            case 2 -> random.nextInt(5) == 0 ? new RetirePlan(planId()) : new DefinePlan(offer());
            case 3, 4, 5, 6, 7 -> register(slug);
            case 8 -> new SuspendSubscription(slug);
            case 9 -> new ResumeSubscription(slug);
            case 10 -> new FollowChangedPlan(slug, terms());
            case 11 -> random.nextInt(4) == 0 ? new ErasePersonalData(slug) : change(slug);
            case 12 -> maybe() ? order(slug) : change(slug);
            default -> change(slug);
        };
    }

    /** Mostly of tenants that have codes, now and then of another. */
    private Command licensing(String anySlug) {
        var code = codes.get(random.nextInt(codes.size()));
        var slug = random.nextInt(10) == 0 ? anySlug : code.slug();
        var fingerprint = FINGERPRINTS.get(random.nextInt(FINGERPRINTS.size()));
        if (devices.isEmpty() || random.nextInt(3) == 0) {
            return new ActivateDevice(
                    slug,
                    List.of("no code's hash", code.hash()),
                    fingerprint,
                    maybe() ? sealed(slug) : null,
                    "kid-" + random.nextInt(2));
        }
        var device = devices.get(random.nextInt(devices.size()));
        return switch (random.nextInt(12)) {
            case 0 ->
                    new IssueCodes(
                            slug,
                            1 + random.nextInt(3),
                            maybe() ? 1 : null,
                            1 + random.nextInt(2),
                            maybe() ? sealed(slug) : null);
            case 1 -> new RevokeCode(code.id());
            case 2 -> new RevealCode(code.id());
            case 3 -> new RevokeDevice(device.id());
            case 4 -> new ReinstateDevice(device.id());
            case 5, 6, 7 ->
                    new RecordHeartbeat(device.slug(), device.id(), fingerprint, random.nextInt(2));
            case 8 -> stolen(device);
            default -> refresh(device, 1 + random.nextInt(3));
        };
    }

    /** The first token is used once more when its successor has been used already. */
    private Command stolen(Device device) {
        planned.add(refresh(device, 2));
        planned.add(refresh(device, 1));
        return refresh(device, 1);
    }

    private static RefreshDevice refresh(Device device, int counter) {
        return new RefreshDevice(device.slug(), device.id(), counter, "kid-0");
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

    /** About something that a projection has set aside. */
    private DeadLetterCommand order(String slug) {
        var projection = maybe() ? "tenants" : "codes";
        var offset = random.nextInt(3);
        return maybe()
                ? new RetryDeadLetter(slug, projection, offset)
                : new DiscardDeadLetter(slug, projection, offset);
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
