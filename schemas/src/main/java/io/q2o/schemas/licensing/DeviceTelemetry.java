package io.q2o.schemas.licensing;

import io.q2o.schemas.StoredAs;
import io.q2o.schemas.Telemetry;

/** Signs of life of a device. */
public sealed interface DeviceTelemetry extends Telemetry {
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

    @StoredAs("q2o.licensing.device-seen.v1")
    record DeviceSeen(String slug, long deviceId) implements DeviceTelemetry {}
}
