package io.q2o.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalSecretsTest {
    @TempDir Path data;

    @Test
    void areMadeOnceAndDifferFromPlaceToPlace() {
        var made = LocalSecrets.open(data.resolve("here")).forServices("command-api");
        assertThat(LocalSecrets.open(data.resolve("here")).forServices("command-api"))
                .isEqualTo(made);
        var others = LocalSecrets.open(data.resolve("there")).forServices("command-api");
        for (var key :
                new String[] {
                    "Q2O_SECRETS_MASTERKEY",
                    "Q2O_SECRETS_FINGERPRINTKEY",
                    "Q2O_SECRETS_DERIVATIONKEYS_LOCAL"
                }) {
            assertThat(Base64.getDecoder().decode(made.get(key))).hasSize(32);
            assertThat(others.get(key)).isNotEqualTo(made.get(key));
        }
        assertThat(made.values().stream().distinct()).hasSameSizeAs(made.values());
    }

    @Test
    void signTokensThatThePublishedKeyVerifiesAndPublishNothingElse() throws Exception {
        var now = Instant.parse("2026-05-01T10:00:00Z");
        var token = SignedJWT.parse(LocalSecrets.open(data).adminToken(now));
        var published = JWKSet.load(data.resolve("secrets/jwks.json").toFile());
        assertThat(published.getKeys()).hasSize(1);
        assertThat(published.getKeys().getFirst().isPrivate()).isFalse();
        assertThat(token.verify(new RSASSAVerifier(published.getKeys().getFirst().toRSAKey())))
                .isTrue();
        assertThat(token.getHeader().getKeyID())
                .isEqualTo(published.getKeys().getFirst().getKeyID());
        var claims = token.getJWTClaimsSet();
        assertThat(claims.getIssuer()).isEqualTo(LocalSecrets.ISSUER);
        assertThat(claims.getAudience()).containsExactly("q2o-admin");
        assertThat(claims.getStringListClaim("roles")).containsExactly("admin");
        assertThat(claims.getExpirationTime())
                .isAfter(Date.from(now))
                .isBefore(Date.from(now.plusSeconds(86_400)));
        assertThat(Files.readString(data.resolve("secrets/jwks.json"))).doesNotContain("\"d\"");
    }
}
