package io.q2o.command.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import io.q2o.log.LogJson;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AccessTokensTest {
    private static final RSAKey KEY = TestSecrets.signingKey("a");
    private static final RSAKey OLD = TestSecrets.signingKey("old");
    private static final JsonNode CLAIMS =
            LogJson.MAPPER.readTree(
                    """
                    {"sub":"tenant:1:device:2","tenant":"acme","iat":1,"exp":901,"position":"0:1"}\
                    """);

    @Test
    void signsWhatTheRulesSay() throws Exception {
        var token = SignedJWT.parse(TestSecrets.tokens(KEY).sign("a", CLAIMS));
        assertThat(token.verify(new RSASSAVerifier(KEY.toRSAPublicKey()))).isTrue();
        assertThat(token.getHeader().getType().getType()).isEqualTo("device+jwt");
        assertThat(token.getHeader().getKeyID()).isEqualTo("a");
        assertThat(token.getJWTClaimsSet().getIssuer()).isEqualTo("q2o-auth");
        assertThat(token.getJWTClaimsSet().getAudience()).containsExactly("q2o-clients");
        assertThat(token.getJWTClaimsSet().getSubject()).isEqualTo("tenant:1:device:2");
        assertThat(token.getJWTClaimsSet().getExpirationTime()).hasTime(901_000);
    }

    @Test
    void signsTheSameTokenOnEveryInstanceAndUnderTheKeyThatWasRecorded() {
        var here = TestSecrets.tokens(KEY, OLD);
        var there = TestSecrets.tokens(OLD, KEY);
        assertThat(here.currentKeyId()).isEqualTo("a");
        assertThat(there.currentKeyId()).isEqualTo("old");
        assertThat(there.sign("a", CLAIMS)).isEqualTo(here.sign("a", CLAIMS));
        assertThat(here.sign("old", CLAIMS)).isNotEqualTo(here.sign("a", CLAIMS));
    }

    @Test
    void publishesNothingPrivate() {
        var published = TestSecrets.tokens(KEY, OLD).publicKeys();
        assertThat(published.getKeys()).hasSize(2).noneMatch(key -> key.isPrivate());
        assertThat(published.toString(false)).doesNotContain("\"d\"", "\"p\"", "\"q\"");
    }

    @Test
    void doesNotStartWithoutAKeyThatSigns() {
        assertThatThrownBy(() -> TestSecrets.tokens(KEY.toPublicJWK()))
                .hasMessageContaining("q2o.devices.signing-key-id");
        assertThatThrownBy(() -> TestSecrets.tokens(KEY).sign("gone", CLAIMS))
                .hasMessageContaining("q2o.devices.jwk-set-file");
    }
}
