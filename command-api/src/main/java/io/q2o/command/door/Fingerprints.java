package io.q2o.command.door;

import io.q2o.log.LogJson;
import io.q2o.log.SecretSettings;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** Tells whether two requests are the same, without keeping either. */
final class Fingerprints {
    private final SecretKeySpec key;

    /**
     * @param fingerprintKey base64 of 32 random bytes, the same on every instance
     */
    @ConfigurationProperties("q2o.secrets")
    record Settings(String fingerprintKey) {}

    Fingerprints(Settings settings) {
        key =
                new SecretKeySpec(
                        SecretSettings.decode(
                                "q2o.secrets.fingerprint-key", settings.fingerprintKey()),
                        "HmacSHA256");
    }

    /**
     * A keyed hash of route and clear payload.
     *
     * @param body the parsed request, null if the request has none
     */
    String of(String method, String path, @Nullable Object body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update((method + " " + path + "\n").getBytes(StandardCharsets.UTF_8));
            if (body != null) {
                mac.update(LogJson.MAPPER.writeValueAsBytes(body));
            }
            return Base64.getEncoder().encodeToString(mac.doFinal());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("HMAC-SHA-256 is missing", impossible);
        }
    }
}
