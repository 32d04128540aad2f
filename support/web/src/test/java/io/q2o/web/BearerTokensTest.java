package io.q2o.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;

class BearerTokensTest {
    private static final String PEOPLE = "https://people.example";
    private static final JOSEObjectType DEVICE = new JOSEObjectType("device+jwt");

    private static RSAKey people;
    private static RSAKey device;
    private static RSAKey next;
    private static RSAKey stranger;

    @TempDir Path folder;
    private BearerTokens tokens;

    @BeforeAll
    static void makeKeys() throws JOSEException {
        people = new RSAKeyGenerator(2048).keyID("people").generate();
        device = new RSAKeyGenerator(2048).keyID("device").generate();
        next = new RSAKeyGenerator(2048).keyID("next").generate();
        stranger = new RSAKeyGenerator(2048).keyID("device").generate();
    }

    @BeforeEach
    void start() {
        tokens = tokens(device, next);
    }

    private BearerTokens tokens(RSAKey... devices) {
        return new BearerTokens(
                new SecurityProperties(
                        PEOPLE, "q2o-admin", file("people.json", people), null, "roles"),
                new DeviceTokenSettings(
                        "q2o-auth", "q2o-clients", file("devices.json", devices), null, null));
    }

    private Path file(String name, RSAKey... keys) {
        try {
            return Files.writeString(
                    folder.resolve(name), new JWKSet(List.<JWK>of(keys)).toString(false));
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private static JWTClaimsSet.Builder claims() {
        var now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer("q2o-auth")
                .audience("q2o-clients")
                .subject("tenant:1:device:2")
                .claim("tenant", "acme")
                .claim("position", "0:1")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(900)));
    }

    private static JWSHeader.Builder header() {
        return new JWSHeader.Builder(JWSAlgorithm.RS256).type(DEVICE).keyID("device");
    }

    private static String signed(JWSHeader header, JWTClaimsSet claims, JWSSigner signer) {
        var token = new SignedJWT(header, claims);
        try {
            token.sign(signer);
        } catch (JOSEException fault) {
            throw new IllegalStateException(fault);
        }
        return token.serialize();
    }

    private static String signed(JWSHeader header, JWTClaimsSet claims, RSAKey key) {
        try {
            return signed(header, claims, new RSASSASigner(key));
        } catch (JOSEException fault) {
            throw new IllegalStateException(fault);
        }
    }

    private Jwt decoded(String token) {
        return Objects.requireNonNull(tokens.decode(token).block());
    }

    private void isRefused(String token) {
        assertThatThrownBy(() -> tokens.decode(token).block()).isInstanceOf(JwtException.class);
    }

    @Test
    void takesTokensOfDevicesAndOfPeople() {
        var checked = decoded(signed(header().build(), claims().build(), device));
        assertThat(BearerTokens.isDevice(checked)).isTrue();
        assertThat(BearerTokens.isDevice(decoded(ofPerson(null)))).isFalse();
        assertThat(BearerTokens.isDevice(decoded(ofPerson(JOSEObjectType.JWT)))).isFalse();
    }

    private static String ofPerson(@Nullable JOSEObjectType type) {
        return signed(
                new JWSHeader.Builder(JWSAlgorithm.RS256).type(type).keyID("people").build(),
                claims().issuer(PEOPLE).audience("q2o-admin").build(),
                people);
    }

    /** What the issuer signed for another purpose, such as a log-out. */
    @Test
    void refusesTokensOfPeopleOfAnotherType() {
        isRefused(ofPerson(new JOSEObjectType("logout+jwt")));
        isRefused(ofPerson(new JOSEObjectType("device+jwt ")));
    }

    @Test
    void refusesTokensWithoutASignature() {
        isRefused(new PlainJWT(claims().build()).serialize());
        var parts = signed(header().build(), claims().build(), device).split("\\.");
        isRefused(parts[0] + "." + parts[1] + ".");
        isRefused(parts[0] + "." + parts[1]);
    }

    @Test
    void refusesAPublicKeyUsedAsASharedSecret() throws JOSEException {
        var header = new JWSHeader.Builder(JWSAlgorithm.HS256).type(DEVICE).keyID("device").build();
        isRefused(
                signed(
                        header,
                        claims().build(),
                        new MACSigner(device.toRSAPublicKey().getEncoded())));
        isRefused(
                signed(
                        header,
                        claims().build(),
                        new MACSigner(device.toPublicJWK().toJSONString().getBytes())));
    }

    @Test
    void refusesOtherAlgorithmsOfTheSameKey() {
        for (var algorithm : List.of(JWSAlgorithm.RS512, JWSAlgorithm.PS256)) {
            isRefused(
                    signed(
                            new JWSHeader.Builder(algorithm).type(DEVICE).keyID("device").build(),
                            claims().build(),
                            device));
        }
    }

    @Test
    void refusesOtherIssuersAudiencesAndTypes() {
        isRefused(signed(header().build(), claims().issuer("other").build(), device));
        isRefused(signed(header().build(), claims().issuer(PEOPLE).build(), device));
        isRefused(signed(header().build(), claims().issuer(null).build(), device));
        isRefused(signed(header().build(), claims().audience("q2o-admin").build(), device));
        isRefused(signed(header().build(), claims().audience((String) null).build(), device));
        isRefused(signed(header().type(JOSEObjectType.JWT).build(), claims().build(), device));
        isRefused(signed(header().type(null).build(), claims().build(), device));
        isRefused(
                signed(
                        header().type(new JOSEObjectType("DEVICE+jwt ")).build(),
                        claims().build(),
                        device));
    }

    @Test
    void refusesATokenOfOneKindThatPosesAsOneOfTheOther() {
        var asPerson =
                claims().issuer(PEOPLE).audience("q2o-admin").claim("roles", List.of("admin"));
        isRefused(signed(header().type(null).build(), asPerson.build(), device));
        isRefused(signed(header().build(), asPerson.build(), device));
        isRefused(signed(header().keyID("people").build(), claims().build(), people));
        isRefused(signed(header().keyID("people").type(null).build(), claims().build(), people));
    }

    @Test
    void refusesKeysThatTheTokenBringsOrPointsTo() {
        isRefused(signed(header().build(), claims().build(), stranger));
        isRefused(signed(header().jwk(stranger.toPublicJWK()).build(), claims().build(), stranger));
        isRefused(
                signed(
                        header().jwkURL(URI.create("http://127.0.0.1:1/jwks.json")).build(),
                        claims().build(),
                        stranger));
        for (var id : List.of("../../dev/null", "x' or '1'='1", "file:/etc/passwd", "people", "")) {
            isRefused(signed(header().keyID(id).build(), claims().build(), stranger));
        }
        isRefused(signed(header().keyID(null).build(), claims().build(), device));
    }

    @Test
    void refusesTokensOutsideTheirTime() {
        var now = Instant.now();
        isRefused(
                signed(
                        header().build(),
                        claims().issueTime(Date.from(now.minusSeconds(1000)))
                                .expirationTime(Date.from(now.minusSeconds(100)))
                                .build(),
                        device));
        isRefused(
                signed(
                        header().build(),
                        claims().notBeforeTime(Date.from(now.plusSeconds(100))).build(),
                        device));
        isRefused(signed(header().build(), claims().expirationTime(null).build(), device));
    }

    @Test
    void takesOldAndNewTokensWhileAKeyIsRolledAndRefusesTheOldWhenItIsOut() {
        var old = signed(header().build(), claims().build(), device);
        var fresh = signed(header().keyID("next").build(), claims().build(), next);
        decoded(old);
        decoded(fresh);
        tokens = tokens(next);
        isRefused(old);
        decoded(fresh);
    }

    @Test
    void refusesWhatIsNoToken() {
        for (var text : List.of("", ".", "..", "a.b.c", "eyJ9.e30.e30", "x".repeat(10_000))) {
            isRefused(text);
        }
    }
}
