package io.q2o.command.secrets;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import io.q2o.log.LogJson;
import io.q2o.web.DeviceTokenSettings;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Signs the access tokens of devices. RS256 gives the same signature each time, so that a repeated
 * answer holds the same token.
 *
 * <p>A key is rolled in three steps, each on every instance before the next: it joins the key set;
 * it becomes the one that signs; a week later, when no stored answer names the old one any more,
 * the old one leaves.
 */
public final class AccessTokens {
    private final DeviceTokenSettings settings;
    private final String current;
    private final JWKSet published;
    private final Map<String, JWSSigner> signers = new HashMap<>();

    /**
     * @throws IllegalStateException naming the property at fault
     */
    public AccessTokens(DeviceTokenSettings settings) {
        this.settings = settings;
        var keys = settings.keys();
        if (keys == null) {
            throw new IllegalStateException(
                    "q2o.devices.jwk-set-file must name the keys that sign device tokens");
        }
        keys.getKeys().forEach(this::register);
        if (settings.signingKeyId() == null || !signers.containsKey(settings.signingKeyId())) {
            throw new IllegalStateException(
                    "q2o.devices.signing-key-id must name a private RSA key of at least 2048 bits"
                            + " in q2o.devices.jwk-set-file");
        }
        current = settings.signingKeyId();
        published = keys.toPublicJWKSet();
    }

    private void register(JWK key) {
        if (key instanceof RSAKey rsa && rsa.isPrivate() && rsa.size() >= 2048) {
            try {
                signers.put(rsa.getKeyID(), new RSASSASigner(rsa));
            } catch (JOSEException unusable) {
                throw new IllegalStateException(
                        "q2o.devices.jwk-set-file: key " + rsa.getKeyID() + " cannot sign",
                        unusable);
            }
        }
    }

    /** What whoever checks tokens needs; the set holds nothing private. */
    public JWKSet publicKeys() {
        return published;
    }

    /** The key that new tokens are signed with. */
    public String currentKeyId() {
        return current;
    }

    /**
     * A signed token.
     *
     * @param keyId the key that the command named
     * @param claims what the rules say of the device
     * @throws IllegalStateException if this process does not hold the key
     */
    public String sign(String keyId, JsonNode claims) {
        var signer = signers.get(keyId);
        if (signer == null) {
            throw new IllegalStateException("q2o.devices.jwk-set-file lacks the key " + keyId);
        }
        var all = new LinkedHashMap<String, Object>();
        all.put("iss", settings.issuer());
        all.put("aud", settings.audience());
        claims.properties().forEach(claim -> all.put(claim.getKey(), claim.getValue()));
        var token =
                new JWSObject(
                        new JWSHeader.Builder(JWSAlgorithm.RS256)
                                .type(new JOSEObjectType(DeviceTokenSettings.TYPE))
                                .keyID(keyId)
                                .build(),
                        new Payload(LogJson.MAPPER.writeValueAsBytes(all)));
        try {
            token.sign(signer);
        } catch (JOSEException fault) {
            throw new IllegalStateException("key " + keyId + " cannot sign", fault);
        }
        return token.serialize();
    }
}
