package io.q2o.log;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA-256 under one key, for any number of threads at once. */
public final class KeyedHash {
    private static final String ALGORITHM = "HmacSHA256";

    /** Never fed: copying it is much cheaper than finding one and giving it the key. */
    private final Mac keyed;

    /**
     * @param key of any length, best 32 bytes
     */
    public KeyedHash(byte[] key) {
        try {
            keyed = Mac.getInstance(ALGORITHM);
            keyed.init(new SecretKeySpec(key, ALGORITHM));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("HMAC-SHA-256 is missing", impossible);
        }
    }

    /**
     * The hash of some bytes.
     *
     * @param parts one after the other, as if they were one
     * @return 32 bytes
     */
    public byte[] of(byte[]... parts) {
        try {
            var mac = (Mac) keyed.clone();
            for (var part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (CloneNotSupportedException other) {
            throw new IllegalStateException(
                    "HMAC-SHA-256 of " + keyed.getProvider() + " cannot be copied", other);
        }
    }
}
