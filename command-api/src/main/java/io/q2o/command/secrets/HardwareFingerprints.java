package io.q2o.command.secrets;

import io.q2o.log.SecretSettings;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** Hashes what devices tell of their hardware: it names a machine, and often a person by it. */
public final class HardwareFingerprints {
    private final SecretKeySpec key;

    /**
     * @param hardwareKey base64 of 32 random bytes, the same for ever: under another one every
     *     device would be a new one
     */
    @ConfigurationProperties("q2o.secrets")
    public record Settings(String hardwareKey) {}

    public HardwareFingerprints(Settings settings) {
        key =
                new SecretKeySpec(
                        SecretSettings.decode("q2o.secrets.hardware-key", settings.hardwareKey()),
                        "HmacSHA256");
    }

    /** A keyed hash, lower-case hexadecimal. */
    public String of(String fingerprint) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return HexFormat.of()
                    .formatHex(mac.doFinal(fingerprint.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("HMAC-SHA-256 is missing", impossible);
        }
    }
}
