package io.q2o.web;

import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.text.ParseException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What access tokens of devices are like. Whoever checks them needs the public keys, from a file or
 * from command-api's {@code /.well-known/jwks.json}; command-api signs them and needs a file with
 * the private ones.
 *
 * @param issuer {@code iss}
 * @param audience {@code aud}
 * @param jwkSetFile file with the keys; wins over the address
 * @param jwkSetUri address of the public keys, read again when a token names an unknown one
 * @param signingKeyId the key that new tokens are signed with; of command-api only
 */
@ConfigurationProperties("q2o.devices")
public record DeviceTokenSettings(
        @DefaultValue("q2o-auth") String issuer,
        @DefaultValue("q2o-clients") String audience,
        @Nullable Path jwkSetFile,
        @Nullable String jwkSetUri,
        @Nullable String signingKeyId) {
    /** {@code typ} of these tokens: no other token of the platform can stand in for one. */
    public static final String TYPE = "device+jwt";

    /** The keys of the file, null if there is none. */
    public @Nullable JWKSet keys() {
        if (jwkSetFile == null) {
            return null;
        }
        return read("q2o.devices.jwk-set-file", jwkSetFile);
    }

    static JWKSet read(String property, Path file) {
        try {
            return JWKSet.load(file.toFile());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(property + ": cannot read " + file, unreadable);
        } catch (ParseException malformed) {
            throw new IllegalStateException(property + ": " + file + " is no JWK set", malformed);
        }
    }
}
