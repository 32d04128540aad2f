package io.q2o.command.door;

import io.q2o.log.KeyedHash;
import io.q2o.log.LogJson;
import io.q2o.log.SecretSettings;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** Tells whether two requests are the same, without keeping either. */
final class Fingerprints {
    private final KeyedHash hash;

    /**
     * @param fingerprintKey base64 of 32 random bytes, the same on every instance
     */
    @ConfigurationProperties("q2o.secrets")
    record Settings(String fingerprintKey) {}

    Fingerprints(Settings settings) {
        hash =
                new KeyedHash(
                        SecretSettings.decode(
                                "q2o.secrets.fingerprint-key", settings.fingerprintKey()));
    }

    /**
     * A keyed hash of route and clear payload.
     *
     * @param body the parsed request, null if the request has none
     */
    String of(String method, String path, @Nullable Object body) {
        var route = (method + " " + path + "\n").getBytes(StandardCharsets.UTF_8);
        var payload = body == null ? new byte[0] : LogJson.MAPPER.writeValueAsBytes(body);
        return Base64.getEncoder().encodeToString(hash.of(route, payload));
    }
}
