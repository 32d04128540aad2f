package io.q2o.query.licensing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.stereotype.Component;

/**
 * The hashes under which a code that somebody typed may be stored: HMAC-SHA-256 of {@code
 * XXXX-XXXX-XXXX-XXXX} under each configured pepper, base64. No code can be made from a pepper.
 */
@Component
final class CodeHashes {
    private static final Logger LOG = LoggerFactory.getLogger(CodeHashes.class);
    private static final String ALGORITHM = "HmacSHA256";
    private static final int PEPPER_BYTES = 32;
    private static final Pattern BLANKS_AND_DASHES = Pattern.compile("[\\s-]");

    /** Older codes may hold letters that new ones avoid. */
    private static final Pattern CODE = Pattern.compile("[A-Z0-9]{16}");

    private static final Pattern GROUP = Pattern.compile("(?<=\\G.{4})(?!$)");

    /**
     * @param peppers base64 of 32 random bytes each, by id: those that the command side hashes with
     */
    @ConfigurationProperties("q2o.secrets")
    record Properties(@Nullable Map<String, String> peppers) {
        /** Peppers belong into no log. */
        @Override
        public String toString() {
            return "CodeHashes.Properties[hidden]";
        }
    }

    private final List<SecretKeySpec> peppers;

    CodeHashes(Properties properties) {
        var given = properties.peppers();
        if (given == null || given.isEmpty()) {
            LOG.warn("q2o.secrets.peppers names no pepper: no code is found by the whole of it");
        }
        this.peppers =
                given == null
                        ? List.of()
                        : given.entrySet().stream()
                                .map(entry ->
                                        pepper(
                                                "q2o.secrets.peppers." + entry.getKey(),
                                                entry.getValue()))
                                .toList();
    }

    private static SecretKeySpec pepper(String property, String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException malformed) {
            bytes = new byte[0];
        }
        var same = true;
        for (var one : bytes) {
            same &= one == bytes[0];
        }
        if (bytes.length != PEPPER_BYTES || same) {
            throw new IllegalStateException(
                    property
                            + " must be set to 32 random bytes in base64 (openssl rand -base64 32)");
        }
        return new SecretKeySpec(bytes, ALGORITHM);
    }

    /** How codes are compared: upper case, without blanks and dashes. */
    static String canonical(String typed) {
        return BLANKS_AND_DASHES.matcher(typed).replaceAll("").toUpperCase(Locale.ROOT);
    }

    /** One hash a pepper; none if the text is no whole code. */
    String[] of(String typed) {
        var code = canonical(typed);
        if (!CODE.matcher(code).matches()) {
            return new String[0];
        }
        var grouped = GROUP.matcher(code).replaceAll("-");
        return peppers.stream().map(pepper -> hash(pepper, grouped)).toArray(String[]::new);
    }

    private static String hash(SecretKeySpec pepper, String code) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(pepper);
            return Base64.getEncoder()
                    .encodeToString(mac.doFinal(code.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("HMAC-SHA-256 is missing", impossible);
        }
    }
}
