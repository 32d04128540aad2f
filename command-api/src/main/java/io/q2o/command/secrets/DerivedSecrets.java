package io.q2o.command.secrets;

import io.q2o.log.KeyedHash;
import io.q2o.log.SecretSettings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Secrets that are derived from a configured key, so that a retry gets the same one and no log or
 * table ever holds it, but at most its hash under a pepper.
 */
public final class DerivedSecrets {
    /** Kind of activation codes: {@code XXXX-XXXX-XXXX-XXXX}, 80 bits. */
    public static final String ACTIVATION_CODE = "activation-code";

    /** Kind of refresh tokens: {@code counter.secret}, 256 bits. */
    public static final String REFRESH_TOKEN = "refresh-token";

    private static final String LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private static final int CODE_LENGTH = 16;
    private static final Pattern CODE = Pattern.compile("[A-Z0-9]{4}(-[A-Z0-9]{4}){3}");

    private final Map<String, KeyedHash> keys;
    private final Map<String, KeyedHash> peppers;
    private final String current;

    /**
     * Keys that secrets are derived from.
     *
     * @param derivationKeys base64 of 32 random bytes each, by id; keys stay listed for the
     *     idempotency period after they were rolled out, and as long as codes of theirs are to be
     *     shown again or tokens of theirs refreshed
     * @param derivationKeyId the one that new commands name
     * @param peppers base64 of 32 random bytes for each of the keys: what hashes are made with;
     *     query-api knows them too, to find a code that somebody typed
     */
    @ConfigurationProperties("q2o.secrets")
    public record Settings(
            Map<String, String> derivationKeys,
            String derivationKeyId,
            Map<String, String> peppers) {}

    public DerivedSecrets(Settings settings) {
        if (settings.derivationKeys() == null
                || !settings.derivationKeys().containsKey(settings.derivationKeyId())) {
            throw new IllegalStateException(
                    "q2o.secrets.derivation-key-id must name one of q2o.secrets.derivation-keys");
        }
        keys = read("q2o.secrets.derivation-keys.", settings.derivationKeys());
        peppers =
                settings.peppers() == null
                        ? Map.of()
                        : read("q2o.secrets.peppers.", settings.peppers());
        for (var id : keys.keySet()) {
            if (!peppers.containsKey(id)) {
                throw new IllegalStateException(
                        "q2o.secrets.peppers."
                                + id
                                + " must be set to 32 random bytes in base64, for"
                                + " q2o.secrets.derivation-keys."
                                + id
                                + " is");
            }
        }
        current = settings.derivationKeyId();
    }

    private static Map<String, KeyedHash> read(String property, Map<String, String> texts) {
        return texts.entrySet().stream()
                .collect(
                        Collectors.toMap(
                                Map.Entry::getKey,
                                entry ->
                                        new KeyedHash(
                                                SecretSettings.decode(
                                                        property + entry.getKey(),
                                                        entry.getValue())),
                                (first, _) -> first,
                                TreeMap::new));
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
     * A secret in the form in which people and devices get it.
     *
     * @param kind {@link #ACTIVATION_CODE} or {@link #REFRESH_TOKEN}
     * @param id the entity it belongs to
     * @param counter how often it was rotated
     */
    public String text(String keyId, String kind, long id, int counter) {
        var bytes = hmac(keys, keyId, kind + "\n" + id + "\n" + counter);
        return switch (kind) {
            case ACTIVATION_CODE -> code(bytes);
            case REFRESH_TOKEN ->
                    counter + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            default -> throw new IllegalArgumentException("no secrets of kind " + kind);
        };
    }

    /** Five bits a letter. */
    private static String code(byte[] bytes) {
        var text = new StringBuilder();
        for (int i = 0; i < CODE_LENGTH; i++) {
            if (i > 0 && i % 4 == 0) {
                text.append('-');
            }
            var bit = i * 5;
            var two = (bytes[bit / 8] & 0xff) << 8 | bytes[bit / 8 + 1] & 0xff;
            text.append(LETTERS.charAt(two >> 11 - bit % 8 & 31));
        }
        return text.toString();
    }

    /** The peppered hash of a secret's text, base64: all that log and tables may hold. */
    public String hash(String keyId, String text) {
        return Base64.getEncoder().encodeToString(hmac(peppers, keyId, text));
    }

    /** A text somebody typed, hashed under every key it may have been made with. */
    public List<String> hashes(String text) {
        return Stream.concat(
                        Stream.of(current),
                        keys.keySet().stream().filter(id -> !id.equals(current)))
                .map(id -> hash(id, text))
                .toList();
    }

    /**
     * A code as it was made: upper case, in groups of four; blanks and dashes may stand anywhere.
     * What cannot be a code stays unlike any.
     */
    public static String canonicalCode(String typed) {
        var letters = typed.toUpperCase(Locale.ROOT).replaceAll("[\\s-]", "");
        return letters.length() == CODE_LENGTH ? letters.replaceAll("(.{4})(?!$)", "$1-") : letters;
    }

    /** Whether a canonical text can be a code; older codes may hold letters that new ones avoid. */
    public static boolean isCode(String canonical) {
        return CODE.matcher(canonical).matches();
    }

    /**
     * Which of a device's refresh tokens this is, or 0 if it is none: its secret is derived anew
     * and compared, so that nothing made up gets any further.
     */
    public int refreshCounter(long deviceId, String token) {
        var dot = token.indexOf('.');
        var counter = dot < 1 ? null : number(token.substring(0, dot));
        if (counter == null || counter < 1) {
            return 0;
        }
        var presented = token.getBytes(StandardCharsets.UTF_8);
        var found = 0;
        for (var id : keys.keySet()) {
            var derived = text(id, REFRESH_TOKEN, deviceId, counter);
            if (MessageDigest.isEqual(derived.getBytes(StandardCharsets.UTF_8), presented)) {
                found = counter;
            }
        }
        return found;
    }

    private static @Nullable Integer number(String text) {
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException none) {
            return null;
        }
    }

    private static byte[] hmac(Map<String, KeyedHash> from, String keyId, String text) {
        var key = from.get(keyId);
        if (key == null) {
            throw new IllegalArgumentException("no derivation key " + keyId);
        }
        return key.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
