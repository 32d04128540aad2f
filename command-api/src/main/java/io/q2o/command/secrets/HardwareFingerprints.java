package io.q2o.command.secrets;

import io.q2o.log.KeyedHash;
import io.q2o.log.SecretSettings;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** Hashes what devices tell of their hardware: it names a machine, and often a person by it. */
public final class HardwareFingerprints {
    private final KeyedHash hash;

    /**
     * @param hardwareKey base64 of 32 random bytes, the same for ever: under another one every
     *     device would be a new one
     */
    @ConfigurationProperties("q2o.secrets")
    public record Settings(String hardwareKey) {}

    public HardwareFingerprints(Settings settings) {
        hash =
                new KeyedHash(
                        SecretSettings.decode("q2o.secrets.hardware-key", settings.hardwareKey()));
    }

    /** A keyed hash, lower-case hexadecimal. */
    public String of(String fingerprint) {
        return HexFormat.of().formatHex(hash.of(fingerprint.getBytes(StandardCharsets.UTF_8)));
    }
}
