package io.q2o.domain.tenants;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.q2o.domain.Key;
import io.q2o.domain.Kind;
import io.q2o.schemas.Sealed;
import io.q2o.schemas.tenants.Branding;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is known about a tenant. A slug leaves {@link Absent} once and never returns to it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
    @JsonSubTypes.Type(value = TenantState.Absent.class, name = "absent"),
    @JsonSubTypes.Type(value = TenantState.Registered.class, name = "registered"),
    @JsonSubTypes.Type(value = TenantState.Erased.class, name = "erased")
})
sealed interface TenantState {
    Kind<TenantState> KIND = new Kind<>("tenant", TenantState.class, new Absent());

    static Key<TenantState> key(String slug) {
        return KIND.key(slug);
    }

    record Absent() implements TenantState {}

    record Registered(Profile profile, Contact contact) implements TenantState {}

    /** Its personal data is forgotten and none is taken again. */
    record Erased(Profile profile) implements TenantState {}

    /** How a person of the tenant is reached. */
    record Contact(@Nullable Sealed email, @Nullable Sealed phoneNumber) {}

    /**
     * What names no person.
     *
     * @param version raised by one with each event of the tenant, 1 when registered
     * @param updatedAt time of the last event of the tenant; its subscription's do not count
     */
    record Profile(
            long id,
            String slug,
            String name,
            Branding branding,
            String otpDeliveryMethod,
            long version,
            Instant createdAt,
            Instant updatedAt) {
        Profile named(String newName, long newVersion, Instant at) {
            return new Profile(
                    id, slug, newName, branding, otpDeliveryMethod, newVersion, createdAt, at);
        }

        Profile branded(Branding newBranding, long newVersion, Instant at) {
            return new Profile(
                    id, slug, name, newBranding, otpDeliveryMethod, newVersion, createdAt, at);
        }

        Profile touched(long newVersion, Instant at) {
            return named(name, newVersion, at);
        }
    }
}
