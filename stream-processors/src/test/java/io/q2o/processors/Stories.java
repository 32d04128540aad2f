package io.q2o.processors;

import io.q2o.schemas.Sealed;
import io.q2o.schemas.billing.PlanEvent.PlanDefined;
import io.q2o.schemas.billing.PlanTerms;
import io.q2o.schemas.billing.SubscriptionEvent.SubscriptionOpened;
import io.q2o.schemas.licensing.CodeEvent.CodeIssued;
import io.q2o.schemas.licensing.DeviceEvent.DeviceEnrolled;
import io.q2o.schemas.licensing.RefreshToken;
import io.q2o.schemas.tenants.Branding;
import io.q2o.schemas.tenants.TenantEvent.TenantRegistered;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Events as tests tell them. */
public final class Stories {
    public static final PlanTerms PRO =
            new PlanTerms(32_768, "Pro", "price_pro_monthly", 50, 10, 50, null, "EUR");
    public static final PlanTerms STARTER =
            new PlanTerms(65_536, "Starter", "price_starter_monthly", 10, 3, 10, 1_900L, "EUR");

    private Stories() {}

    public static PlanDefined defined(PlanTerms terms) {
        return new PlanDefined(terms.planId(), terms);
    }

    public static TenantRegistered registered(String slug, long id, String name) {
        return registered(slug, id, name, null);
    }

    public static TenantRegistered registered(
            String slug, long id, String name, @Nullable Sealed email) {
        return new TenantRegistered(
                slug,
                id,
                name,
                new Branding("https://example.com/logo.svg", "#112233", null),
                email,
                null,
                "email");
    }

    public static SubscriptionOpened opened(String slug, long id, PlanTerms terms) {
        return new SubscriptionOpened(slug, id, "active", terms);
    }

    /** A code for one use that never expires, its hash made from its number. */
    public static CodeIssued issued(String slug, long codeId, @Nullable Sealed label) {
        return new CodeIssued(
                slug, codeId, "hash-" + codeId, "7KQ2", label, null, 1, "k1", "admin");
    }

    public static DeviceEnrolled enrolled(
            String slug, long deviceId, String fingerprint, @Nullable Sealed label, long codeId) {
        return new DeviceEnrolled(slug, deviceId, fingerprint, label, codeId, token(1));
    }

    public static RefreshToken token(int counter) {
        return new RefreshToken(counter, "k1", WrittenLog.START.plus(Duration.ofDays(14)));
    }

    /** A slug whose records are in the given partition. */
    public static String slugIn(int partition, String prefix) {
        for (int n = 0; ; n++) {
            var slug = prefix + "-" + n;
            if (WrittenLog.partitionOf(slug) == partition) {
                return slug;
            }
        }
    }
}
