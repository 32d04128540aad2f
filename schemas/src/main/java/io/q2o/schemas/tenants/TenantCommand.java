package io.q2o.schemas.tenants;

import io.q2o.schemas.Change;
import io.q2o.schemas.Command;
import io.q2o.schemas.Sealed;
import io.q2o.schemas.StoredAs;
import io.q2o.schemas.billing.PlanTerms;
import io.q2o.schemas.billing.WantedPlan;
import org.jspecify.annotations.Nullable;

/** What can be asked of a tenant. */
public sealed interface TenantCommand extends Command {
    /** The tenant. */
    String slug();

    @Override
    default String key() {
        return slug();
    }

    /**
     * @param otpDeliveryMethod email, sms, whatsapp or both
     * @param plan terms of the plan its subscription opens on
     */
    @StoredAs("q2o.command.tenants.register-tenant.v1")
    record RegisterTenant(
            String slug,
            String name,
            Branding branding,
            @Nullable Sealed email,
            @Nullable Sealed phoneNumber,
            String otpDeliveryMethod,
            PlanTerms plan)
            implements TenantCommand {}

    /**
     * @param plan the wanted plan; the present one is no change
     * @param expectedVersion profile version the caller saw, null = any
     */
    @StoredAs("q2o.command.tenants.change-tenant.v1")
    record ChangeTenant(
            String slug,
            @Nullable String name,
            @Nullable Change<Sealed> email,
            @Nullable Change<Sealed> phoneNumber,
            @Nullable Change<String> logoUrl,
            @Nullable Change<String> primaryColor,
            @Nullable Change<String> domain,
            @Nullable WantedPlan plan,
            @Nullable Long expectedVersion)
            implements TenantCommand {}

    @StoredAs("q2o.command.tenants.erase-personal-data.v1")
    record ErasePersonalData(String slug) implements TenantCommand {}
}
