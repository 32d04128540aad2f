package io.q2o.query.answer;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes answers as JSON that a cache may keep and must ask about: an {@code ETag} from the body
 * itself, {@code Cache-Control: private, no-cache}. A caller that has it already gets 304.
 */
@Component
public final class Answers {
    private static final String CACHING = "private, no-cache";
    private static final int HASH_BYTES = 12;

    private final JsonMapper json;

    Answers(JsonMapper json) {
        this.json = json;
    }

    /** An answer without a version of its own, such as a list. */
    public ResponseEntity<byte[]> of(Object body) {
        return answer("", MediaType.APPLICATION_JSON, json.writeValueAsBytes(body));
    }

    /**
     * One resource.
     *
     * @param version what {@code If-Match} compares when the resource is changed: the part of the
     *     tag before the dash
     */
    public ResponseEntity<byte[]> of(long version, Object body) {
        return answer(version + "-", MediaType.APPLICATION_JSON, json.writeValueAsBytes(body));
    }

    /** Bytes that are there already. */
    public static ResponseEntity<byte[]> of(MediaType type, byte[] body) {
        return answer("", type, body);
    }

    private static ResponseEntity<byte[]> answer(String version, MediaType type, byte[] body) {
        return ResponseEntity.ok()
                .contentType(type)
                .header(HttpHeaders.CACHE_CONTROL, CACHING)
                .eTag("\"" + version + hash(body) + "\"")
                .body(body);
    }

    private static String hash(byte[] body) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(body);
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(Arrays.copyOf(digest, HASH_BYTES));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
