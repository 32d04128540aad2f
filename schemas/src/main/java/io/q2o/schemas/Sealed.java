package io.q2o.schemas;

/**
 * A personal text as the log holds it: encrypted with a data key of its tenant, so that forgetting
 * the key forgets the text. JSON Schemas mark fields of this type {@code x-personal}.
 *
 * @param key id of the data key, {@code <slug>/<random>} in {@code q2o.keys}
 * @param sealed nonce, AES-256-GCM cipher text and tag, base64
 * @param mac HMAC-SHA-256 of the clear text under the same data key, base64: equal texts under one
 *     key compare equal
 */
public record Sealed(String key, String sealed, String mac) {
    /**
     * Whether both hold the same text, which can only be told when they were sealed with the same
     * key.
     */
    public boolean sameTextAs(Sealed other) {
        return key.equals(other.key) && mac.equals(other.mac);
    }
}
