package io.q2o.schemas.licensing;

import java.time.Instant;

/**
 * A device's refresh token without its secret, which is derived from the key, the device and the
 * counter.
 *
 * @param counter number among all refresh tokens the device ever had, from 1
 * @param secretKey id of the key its secret is derived from
 * @param expiresAt from this instant on it is worth nothing
 */
public record RefreshToken(int counter, String secretKey, Instant expiresAt) {}
