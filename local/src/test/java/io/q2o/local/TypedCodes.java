package io.q2o.local;

import io.q2o.schemas.Position;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What holders of codes of a {@link Stack} would type, and the hashes a door makes of it. */
final class TypedCodes {
    private static final String LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private final byte[] key;
    private final byte[] pepper;

    TypedCodes(String key, String pepper) {
        this.key = Base64.getDecoder().decode(key);
        this.pepper = Base64.getDecoder().decode(pepper);
    }

    /**
     * The n-th code, from 0, that the command at a position issued; a registration's begin at 1.
     */
    String code(Position issued, int n) {
        var bytes = hmac(key, "activation-code\n" + issued.entityId(n) + "\n0");
        var bits = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            bits.append(Integer.toBinaryString(0x100 | bytes[i] & 0xff).substring(1));
        }
        var text = new StringBuilder();
        for (int i = 0; i < 80; i += 5) {
            text.append(text.length() % 5 == 4 ? "-" : "")
                    .append(LETTERS.charAt(Integer.parseInt(bits.substring(i, i + 5), 2)));
        }
        return text.toString();
    }

    String hash(String code) {
        return Base64.getEncoder().encodeToString(hmac(pepper, code));
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
