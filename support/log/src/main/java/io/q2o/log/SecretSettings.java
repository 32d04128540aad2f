package io.q2o.log;

import java.util.Base64;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The key that wraps data keys.
 *
 * @param masterKey base64 of 32 random bytes
 */
@ConfigurationProperties("q2o.secrets")
public record SecretSettings(String masterKey) {
    /** The key itself; a placeholder or a key of another size refuses to start. */
    byte[] master() {
        return decode("q2o.secrets.master-key", masterKey);
    }

    /**
     * Reads a configured key.
     *
     * @throws IllegalStateException naming the property, never its value
     */
    public static byte[] decode(String property, String base64) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException | NullPointerException malformed) {
            key = new byte[0];
        }
        var same = true;
        for (var one : key) {
            same &= one == key[0];
        }
        if (key.length != 32 || same) {
            throw new IllegalStateException(
                    property
                            + " must be set to 32 random bytes in base64 (openssl rand -base64 32)");
        }
        return key;
    }
}
