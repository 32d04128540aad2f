package io.q2o.schemas.licensing;

import io.q2o.schemas.Event;
import io.q2o.schemas.Sealed;
import io.q2o.schemas.StoredAs;
import org.jspecify.annotations.Nullable;

/** What happened to a device. */
public sealed interface DeviceEvent extends Event {
    /** The tenant whose device it is. */
    String slug();

    /** Number of the device. */
    long deviceId();

    @Override
    default String key() {
        return slug();
    }

    @Override
    default String subject() {
        return "tenants/" + slug() + "/devices/" + deviceId();
    }

    /**
     * A new device took a seat and used a code once.
     *
     * @param fingerprint keyed hash of the hardware's fingerprint
     * @param token the first of its first family of refresh tokens
     */
    @StoredAs("q2o.licensing.device-enrolled.v1")
    record DeviceEnrolled(
            String slug,
            long deviceId,
            String fingerprint,
            @Nullable Sealed label,
            long codeId,
            RefreshToken token)
            implements DeviceEvent {}

    /**
     * @param codeUsed whether that used the code once more: not if the device had used it before
     * @param token the first of a new family of refresh tokens; the family before it has ended
     */
    @StoredAs("q2o.licensing.device-activated-again.v1")
    record DeviceActivatedAgain(
            String slug, long deviceId, long codeId, boolean codeUsed, RefreshToken token)
            implements DeviceEvent {}

    /**
     * @param token the successor of the token that was presented
     */
    @StoredAs("q2o.licensing.token-refreshed.v1")
    record TokenRefreshed(String slug, long deviceId, RefreshToken token) implements DeviceEvent {}

    /**
     * A refresh token that has a used successor was presented again, so two parties hold tokens of
     * the family: it has ended.
     *
     * @param counter of the token that was presented
     */
    @StoredAs("q2o.licensing.refresh-reuse-detected.v1")
    record RefreshReuseDetected(String slug, long deviceId, int counter) implements DeviceEvent {}

    /** It gave its seat back and its refresh tokens have ended. */
    @StoredAs("q2o.licensing.device-revoked.v1")
    record DeviceRevoked(String slug, long deviceId) implements DeviceEvent {}

    /** It has a seat again and may be activated with a code it used. */
    @StoredAs("q2o.licensing.device-reinstated.v1")
    record DeviceReinstated(String slug, long deviceId) implements DeviceEvent {}
}
