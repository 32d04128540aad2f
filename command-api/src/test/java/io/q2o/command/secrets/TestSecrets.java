package io.q2o.command.secrets;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.q2o.web.DeviceTokenSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Secrets under keys that everybody knows. */
public final class TestSecrets {
    private static final String KEY = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
    private static final String PEPPER = "ICAfHh0cGxoZGBcWFRQTEhEQDw4NDAsKCQgHBgUEAwI=";

    private TestSecrets() {}

    /** Secrets derived under the first of some keys. */
    public static DerivedSecrets derived(String current, String... others) {
        var keys = new TreeMap<>(Map.of(current, KEY));
        var peppers = new TreeMap<>(Map.of(current, PEPPER));
        for (var other : others) {
            keys.put(other, keyOf(other));
            peppers.put(other, keyOf("pepper of " + other));
        }
        return new DerivedSecrets(new DerivedSecrets.Settings(keys, current, peppers));
    }

    /** Of each id another. */
    private static String keyOf(String id) {
        var bytes = new byte[32];
        new Random(id.hashCode()).nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** A key that signs. */
    public static RSAKey signingKey(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Tokens signed under the first of some keys. */
    public static AccessTokens tokens(RSAKey current, JWK... others) {
        var all = new ArrayList<JWK>(List.of(others));
        all.add(current);
        try {
            var file = Files.createTempFile("keys", ".json");
            try {
                Files.writeString(file, new JWKSet(all).toString(false));
                return new AccessTokens(
                        new DeviceTokenSettings(
                                "q2o-auth", "q2o-clients", file, null, current.getKeyID()));
            } finally {
                Files.delete(file);
            }
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
