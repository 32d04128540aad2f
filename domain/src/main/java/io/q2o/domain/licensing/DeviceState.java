package io.q2o.domain.licensing;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.q2o.domain.Key;
import io.q2o.domain.Kind;
import java.util.ArrayList;
import java.util.List;

/** What is known about a device. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
    @JsonSubTypes.Type(value = DeviceState.Absent.class, name = "absent"),
    @JsonSubTypes.Type(value = DeviceState.Enrolled.class, name = "enrolled"),
    @JsonSubTypes.Type(value = DeviceState.Revoked.class, name = "revoked")
})
sealed interface DeviceState {
    Kind<DeviceState> KIND = new Kind<>("device", DeviceState.class, new Absent());

    static Key<DeviceState> key(long deviceId) {
        return KIND.key(Long.toString(deviceId));
    }

    record Absent() implements DeviceState {}

    /** It takes a seat. */
    record Enrolled(Device device, RefreshFamily family) implements DeviceState {}

    /**
     * It takes no seat, and can do nothing until an admin reinstates it.
     *
     * @param lastCounter the highest counter of a refresh token it has had
     */
    record Revoked(Device device, int lastCounter) implements DeviceState {}

    /**
     * @param slug the tenant it belongs to
     * @param fingerprint keyed hash
     * @param codes numbers of all codes it ever used, in order of first use
     */
    record Device(String slug, String fingerprint, List<Long> codes) {
        public Device {
            codes = List.copyOf(codes);
        }

        boolean isOf(String tenant) {
            return slug.equals(tenant);
        }

        boolean hasUsed(long codeId) {
            return codes.contains(codeId);
        }

        Device using(long codeId) {
            if (hasUsed(codeId)) {
                return this;
            }
            var more = new ArrayList<>(codes);
            more.add(codeId);
            return new Device(slug, fingerprint, more);
        }
    }
}
