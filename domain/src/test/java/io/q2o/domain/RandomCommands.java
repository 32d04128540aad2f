package io.q2o.domain;

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
import io.q2o.schemas.operations.DeadLetterCommand.DiscardDeadLetter;
import io.q2o.schemas.operations.DeadLetterCommand.RetryDeadLetter;
import io.q2o.schemas.tenants.Branding;
import io.q2o.schemas.tenants.TenantCommand.ChangeTenant;
import io.q2o.schemas.tenants.TenantCommand.ErasePersonalData;
import io.q2o.schemas.tenants.TenantCommand.RegisterTenant;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.NullUnmarked;

/** Commands as anybody might send them, few words and ids so that they meet. */
@NullUnmarked // the types of generators do not tell which of them yield null
final class RandomCommands {
    private static final List<Long> PLAN_IDS =
            List.of(new Position(0, 0).entityId(0), new Position(0, 1).entityId(0), 7L);

    private static final List<Command> TWO_TENANTS =
            List.of(
                    registered("acme"),
                    registered("globex"),
                    new IssueCodes("acme", 2, null, 1, null),
                    new IssueCodes("globex", 2, 1, 3, null));

    private RandomCommands() {}

    private static Command registered(String slug) {
        var plan = new PlanTerms(7, "Pro", "price_b", 20, 2, null, null, "EUR");
        return new RegisterTenant(
                slug, "Acme", new Branding(null, null, null), null, null, "email", plan);
    }

    /** From nothing, or from two tenants that have codes, so that devices come to something. */
    static Arbitrary<List<Command>> histories() {
        return Combinators.combine(Arbitraries.of(List.<Command>of(), TWO_TENANTS), commands())
                .as((first, then) -> Stream.concat(first.stream(), then.stream()).toList());
    }

    private static Arbitrary<List<Command>> commands() {
        return Arbitraries.frequencyOf(
                        Tuple.of(3, define()),
                        Tuple.of(2, changePlan()),
                        Tuple.of(1, planIds().map(RetirePlan::new)),
                        Tuple.of(4, register()),
                        Tuple.of(6, changeTenant()),
                        Tuple.of(1, slugs().map(ErasePersonalData::new)),
                        Tuple.of(2, slugs().map(SuspendSubscription::new)),
                        Tuple.of(2, slugs().map(ResumeSubscription::new)),
                        Tuple.of(
                                2,
                                Combinators.combine(slugs(), terms()).as(FollowChangedPlan::new)),
                        Tuple.of(3, issueCodes()),
                        Tuple.of(2, codeIds().map(RevokeCode::new)),
                        Tuple.of(1, codeIds().map(RevealCode::new)),
                        Tuple.of(14, activate()),
                        Tuple.of(10, refresh()),
                        Tuple.of(6, heartbeat()),
                        Tuple.of(3, deviceIds().map(RevokeDevice::new)),
                        Tuple.of(3, deviceIds().map(ReinstateDevice::new)),
                        Tuple.of(1, slugs().map(slug -> new RetryDeadLetter(slug, "licensing", 7))),
                        Tuple.of(
                                1,
                                slugs().map(slug -> new DiscardDeadLetter(slug, "licensing", 7))))
                .list()
                .ofMinSize(1)
                .ofMaxSize(40);
    }

    private static Arbitrary<Long> planIds() {
        return Arbitraries.of(PLAN_IDS);
    }

    private static Arbitrary<String> slugs() {
        return Arbitraries.frequency(
                Tuple.of(8, "acme"),
                Tuple.of(4, "globex"),
                Tuple.of(1, "platform"),
                Tuple.of(1, "catalogue"),
                Tuple.of(1, "No Slug"));
    }

    private static Arbitrary<PlanOffer> offers() {
        return Combinators.combine(
                        Arbitraries.of("Starter", "Pro", "Enterprise"),
                        Arbitraries.of("price_a", "price_b", "price_c"),
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.integers().between(1, 2).injectNull(0.5))
                .as((name, price, quota, limit) ->
                        new PlanOffer(name, price, quota, limit, null, null, "EUR"));
    }

    private static Arbitrary<PlanTerms> terms() {
        return Combinators.combine(offers(), planIds()).as(PlanOffer::of);
    }

    private static Arbitrary<WantedPlan> wanted() {
        return Combinators.combine(terms(), Arbitraries.of(true, true, false)).as(WantedPlan::new);
    }

    private static Arbitrary<Command> issueCodes() {
        return Combinators.combine(
                        slugs(),
                        Arbitraries.of(1, 2, 3, 0, 101),
                        Arbitraries.of(1, 365, 0).injectNull(0.5),
                        Arbitraries.of(1, 2, 2, 0),
                        sealed().injectNull(0.5))
                .as(IssueCodes::new);
    }

    /** Of codes of a registration and of codes issued later, of either tenant or of none. */
    private static Arbitrary<Long> codeIds() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 7), Arbitraries.integers().between(0, 2))
                .as((offset, n) -> new Position(0, offset).entityId(n));
    }

    private static Arbitrary<Long> deviceIds() {
        return Arbitraries.integers()
                .between(3, 14)
                .map(offset -> new Position(0, offset).entityId(0));
    }

    private static Arbitrary<String> fingerprints() {
        return Arbitraries.of("f1", "f2", "f3", "f4");
    }

    private static Arbitrary<Command> activate() {
        var hashes =
                codeIds()
                        .map(id -> MomentAt.hash("s1", SecretKind.ACTIVATION_CODE, id, 0))
                        .list()
                        .ofMinSize(1)
                        .ofMaxSize(4);
        return Combinators.combine(slugs(), hashes, fingerprints(), sealed().injectNull(0.5))
                .as((slug, codes, fingerprint, label) ->
                        new ActivateDevice(slug, codes, fingerprint, label, "kid"));
    }

    private static Arbitrary<Command> refresh() {
        return Combinators.combine(slugs(), deviceIds(), Arbitraries.integers().between(0, 4))
                .as((slug, deviceId, counter) -> new RefreshDevice(slug, deviceId, counter, "kid"));
    }

    private static Arbitrary<Command> heartbeat() {
        return Combinators.combine(slugs(), deviceIds(), fingerprints(), Arbitraries.of(0, 100))
                .as(RecordHeartbeat::new);
    }

    private static Arbitrary<Command> define() {
        return offers().map(DefinePlan::new);
    }

    private static Arbitrary<Command> changePlan() {
        return Combinators.combine(planIds(), offers(), Arbitraries.of(true, false))
                .as(ChangePlan::new);
    }

    private static Arbitrary<Sealed> sealed() {
        return Combinators.combine(Arbitraries.of("acme/k1", "acme/k2"), Arbitraries.of("x", "y"))
                .as((key, text) -> new Sealed(key, "nonce " + text, text));
    }

    private static Arbitrary<Command> register() {
        return Combinators.combine(slugs(), texts(), sealed().injectNull(0.5), terms())
                .as((slug, text, email, plan) ->
                        new RegisterTenant(
                                slug,
                                "Acme",
                                new Branding(text, null, text),
                                email,
                                null,
                                "email",
                                plan));
    }

    private static Arbitrary<String> texts() {
        return Arbitraries.of("a", "b").injectNull(0.3);
    }

    private static <T> Arbitrary<Change<T>> changes(Arbitrary<T> to) {
        return to.map(Change::new).injectNull(0.5);
    }

    private static Arbitrary<Command> changeTenant() {
        return Combinators.combine(
                        slugs(),
                        texts(),
                        changes(sealed().injectNull(0.3)),
                        changes(sealed().injectNull(0.3)),
                        changes(texts()),
                        changes(texts()),
                        wanted().injectNull(0.5),
                        Arbitraries.longs().between(1, 4).injectNull(0.7))
                .as((slug, name, email, phone, logo, color, plan, version) ->
                        new ChangeTenant(
                                slug, name, email, phone, logo, color, logo, plan, version));
    }
}
