package io.q2o.domain.tenants;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.q2o.domain.Kind;
import io.q2o.schemas.Sealed;
import io.q2o.schemas.tenants.Branding;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is known of one tenant. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
    @JsonSubTypes.Type(value = TenantState.Absent.class, name = "absent"),
    @JsonSubTypes.Type(value = TenantState.Registered.class, name = "registered"),
    @JsonSubTypes.Type(value = TenantState.Erased.class, name = "erased")
})
sealed interface TenantState {
    Kind<TenantState> KIND = new Kind<>("tenant", TenantState.class, new Absent());

    record Absent() implements TenantState {}

    record Registered(Profile profile) implements TenantState {}

    /** Its personal data are gone and its profile stays as it is. */
    record Erased(Profile profile) implements TenantState {}

    /**
     * What a tenant says of itself.
     *
     * @param version counts its changes, from 1
     */
    record Profile(
            long tenantId,
            String name,
            Branding branding,
            @Nullable Sealed email,
            @Nullable Sealed phoneNumber,
            String otpDeliveryMethod,
            long version,
            Instant createdAt,
            Instant updatedAt) {
        Profile with(
                String otherName,
                @Nullable Sealed otherEmail,
                @Nullable Sealed otherPhone,
                long nextVersion,
                Instant at) {
            return new Profile(
                    tenantId,
                    otherName,
                    branding,
                    otherEmail,
                    otherPhone,
                    otpDeliveryMethod,
                    nextVersion,
                    createdAt,
                    at);
        }

        Profile with(Branding other, long nextVersion, Instant at) {
            return new Profile(
                    tenantId,
                    name,
                    other,
                    email,
                    phoneNumber,
                    otpDeliveryMethod,
                    nextVersion,
                    createdAt,
                    at);
        }
    }
}
