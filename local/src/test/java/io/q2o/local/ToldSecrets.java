package io.q2o.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.q2o.log.LogJson;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Secrets that callers were told where an outcome has slots: one slot has one secret, whichever
 * process told it and however often, and no two slots have the same.
 */
final class ToldSecrets {
    private final JWKSet deviceKeys;
    private final Map<JsonNode, String> secrets = new HashMap<>();
    private final Map<String, JsonNode> slots = new HashMap<>();

    /**
     * @param deviceKeys what access tokens are checked with
     */
    ToldSecrets(JWKSet deviceKeys) {
        this.deviceKeys = deviceKeys;
    }

    /** The body of an outcome, with what a caller was told in place of its slots. */
    String filled(byte[] body, String told) {
        var text = new String(body, StandardCharsets.UTF_8);
        return text.contains("\"slot\":")
                ? LogJson.MAPPER.writeValueAsString(
                        filled(LogJson.MAPPER.readTree(body), LogJson.MAPPER.readTree(told)))
                : text;
    }

    private JsonNode filled(JsonNode node, JsonNode told) {
        return switch (node) {
            case ObjectNode object when object.has("slot") ->
                    StringNode.valueOf(secret(object.required("slot"), told.asString()));
            case ObjectNode object -> {
                object.propertyNames()
                        .forEach(name ->
                                object.set(name, filled(object.get(name), told.path(name))));
                yield object;
            }
            case ArrayNode array -> {
                for (int i = 0; i < array.size(); i++) {
                    array.set(i, filled(array.get(i), told.path(i)));
                }
                yield array;
            }
            default -> node;
        };
    }

    private String secret(JsonNode slot, String told) {
        assertThat(secrets.computeIfAbsent(slot, _ -> told))
                .as("secret of " + slot)
                .isEqualTo(told);
        assertThat(slots.computeIfAbsent(told, _ -> slot)).as("slot of a secret").isEqualTo(slot);
        switch (slot.required("kind").asString()) {
            case "activation-code" -> assertThat(told).matches("[A-Z2-9]{4}(-[A-Z2-9]{4}){3}");
            case "refresh-token" ->
                    assertThat(told)
                            .matches(slot.required("counter").asInt() + "\\.[A-Za-z0-9_-]{43}");
            default -> isSigned(slot, told);
        }
        return told;
    }

    private void isSigned(JsonNode slot, String told) {
        var keyId = slot.required("key").asString();
        try {
            var token = SignedJWT.parse(told);
            var key = Objects.requireNonNull(deviceKeys.getKeyByKeyId(keyId), keyId);
            assertThat(token.getHeader().getKeyID()).isEqualTo(keyId);
            assertThat(token.verify(new RSASSAVerifier(key.toRSAKey()))).as(told).isTrue();
        } catch (ParseException | JOSEException fault) {
            throw new AssertionError(told, fault);
        }
        var claims = (ObjectNode) LogJson.MAPPER.readTree(payload(told));
        assertThat(claims.remove("iss").asString()).isEqualTo("q2o-auth");
        assertThat(claims.remove("aud").asString()).isEqualTo("q2o-clients");
        assertThat(claims).isEqualTo(slot.required("claims"));
    }

    private static byte[] payload(String token) {
        return Base64.getUrlDecoder().decode(token.split("\\.", 3)[1]);
    }
}
