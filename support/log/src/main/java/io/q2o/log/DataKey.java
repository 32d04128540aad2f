package io.q2o.log;

import io.q2o.schemas.Sealed;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key that seals texts of one tenant with AES-256-GCM, bound to its own id.
 *
 * @param id {@code <slug>/<random>}
 */
record DataKey(String id, byte[] bytes) {
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    Sealed seal(String text) {
        var clear = text.getBytes(StandardCharsets.UTF_8);
        var base64 = Base64.getEncoder();
        return new Sealed(
                id,
                base64.encodeToString(encrypt(bytes, id, clear)),
                base64.encodeToString(new KeyedHash(bytes).of(clear)));
    }

    String open(Sealed sealed) {
        try {
            return new String(
                    decrypt(bytes, id, Base64.getDecoder().decode(sealed.sealed())),
                    StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw new UnreadableRecordException("a sealed value is no base64", malformed);
        }
    }

    byte[] wrap(byte[] master) {
        return encrypt(master, id, bytes);
    }

    static DataKey unwrap(String id, byte[] wrapped, byte[] master) {
        return new DataKey(id, decrypt(master, id, wrapped));
    }

    private static byte[] encrypt(byte[] key, String bound, byte[] clear) {
        try {
            var nonce = new byte[NONCE];
            RANDOM.nextBytes(nonce);
            var cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, bound);
            return ByteBuffer.allocate(NONCE + cipher.getOutputSize(clear.length))
                    .put(nonce)
                    .put(cipher.doFinal(clear))
                    .array();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("AES-256-GCM is missing", impossible);
        }
    }

    private static byte[] decrypt(byte[] key, String bound, byte[] sealed) {
        if (sealed.length < NONCE) {
            throw new UnreadableRecordException("a sealed value is cut short");
        }
        try {
            return cipher(Cipher.DECRYPT_MODE, key, Arrays.copyOf(sealed, NONCE), bound)
                    .doFinal(sealed, NONCE, sealed.length - NONCE);
        } catch (GeneralSecurityException fault) {
            throw new UnreadableRecordException("a sealed value does not open", fault);
        }
    }

    private static Cipher cipher(int mode, byte[] key, byte[] nonce, String bound)
            throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(bound.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
