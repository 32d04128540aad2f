package io.q2o.command.secrets;

import io.q2o.log.SecretSettings;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Secrets that are derived from a configured key, so that a retry gets the same one and no log or
 * table ever holds it.
 */
public final class DerivedSecrets {
    private final Map<String, byte[]> keys;
    private final String current;

    /**
     * Keys that secrets are derived from.
     *
     * @param derivationKeys base64 of 32 random bytes each, by id; keys stay listed for the
     *     idempotency period after they were rolled out
     * @param derivationKeyId the one that new commands name
     */
    @ConfigurationProperties("q2o.secrets")
    public record Settings(Map<String, String> derivationKeys, String derivationKeyId) {}

    public DerivedSecrets(Settings settings) {
        if (settings.derivationKeys() == null
                || !settings.derivationKeys().containsKey(settings.derivationKeyId())) {
            throw new IllegalStateException(
                    "q2o.secrets.derivation-key-id must name one of q2o.secrets.derivation-keys");
        }
        keys =
                settings.derivationKeys().entrySet().stream()
                        .collect(
                                Collectors.toMap(
                                        Map.Entry::getKey,
                                        entry ->
                                                SecretSettings.decode(
                                                        "q2o.secrets.derivation-keys."
                                                                + entry.getKey(),
                                                        entry.getValue()),
                                        (first, _) -> first,
                                        TreeMap::new));
        current = settings.derivationKeyId();
    }

    /** The key that new commands name. */
    public String currentKeyId() {
        return current;
    }

    /** Whether this process can derive under a key. */
    public boolean knows(String keyId) {
        return keys.containsKey(keyId);
    }

    /**
     * Derives a secret of 256 bits.
     *
     * @param kind what it is for, a written constant
     * @param id the entity it belongs to
     * @param counter how often it was rotated
     */
    public byte[] derive(String keyId, String kind, long id, int counter) {
        return hmac(keyId, "secret\n" + kind + "\n" + id + "\n" + counter);
    }

    /** The peppered hash of a secret, base64: all that log and tables may hold. */
    public String hash(String keyId, byte[] secret) {
        return Base64.getEncoder()
                .encodeToString(hmac(keyId, "hash\n" + Base64.getEncoder().encodeToString(secret)));
    }

    private byte[] hmac(String keyId, String text) {
        var key = keys.get(keyId);
        if (key == null) {
            throw new IllegalArgumentException("no derivation key " + keyId);
        }
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("HMAC-SHA-256 is missing", impossible);
        }
    }
}
