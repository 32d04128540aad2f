package io.q2o.schemas.tenants;

import io.q2o.schemas.Event;
import io.q2o.schemas.Sealed;
import io.q2o.schemas.StoredAs;
import org.jspecify.annotations.Nullable;

/** What happened to a tenant. */
public sealed interface TenantEvent extends Event {
    /** The tenant. */
    String slug();

    @Override
    default String key() {
        return slug();
    }

    @Override
    default String subject() {
        return "tenants/" + slug();
    }

    @StoredAs("q2o.tenants.tenant-registered.v1")
    record TenantRegistered(
            String slug,
            long tenantId,
            String name,
            Branding branding,
            @Nullable Sealed email,
            @Nullable Sealed phoneNumber,
            String otpDeliveryMethod)
            implements TenantEvent {}

    /** The whole profile as it is from now on. */
    @StoredAs("q2o.tenants.profile-changed.v1")
    record ProfileChanged(
            String slug,
            String name,
            @Nullable Sealed email,
            @Nullable Sealed phoneNumber,
            long profileVersion)
            implements TenantEvent {}

    /** The whole branding as it is from now on. */
    @StoredAs("q2o.tenants.branding-changed.v1")
    record BrandingChanged(String slug, Branding branding, long profileVersion)
            implements TenantEvent {}

    /** The tenant's data keys are to be forgotten and its personal fields read as null. */
    @StoredAs("q2o.tenants.personal-data-erased.v1")
    record PersonalDataErased(String slug, long profileVersion) implements TenantEvent {}
}
