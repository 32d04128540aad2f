package io.q2o.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.PlainHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.q2o.log.LogJson;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** A device gets in at either API with a token that the platform signed, and with no other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DeviceTokensIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String MACHINE = "machine";
    private static final JOSEObjectType DEVICE = new JOSEObjectType("device+jwt");

    private final Stack stack = Stack.named("device-tokens");
    private Member one;
    private Member queryApi;
    private String code = "";

    @BeforeAll
    void start() throws IOException {
        stack.broker();
        stack.postgres();
        one = stack.commandApi(Stack.PATIENT);
        stack.streamProcessors();
        queryApi = stack.queryApi();
        stack.awaitReady();
        Load.preparePlan(stack, one);
        admin("/admin/api/tenants", Bodies.tenant("acme", "Acme"));
        var issued = admin("/admin/api/codes/generate", Bodies.codes("acme", 1, 1));
        code = LogJson.MAPPER.readTree(issued.body()).at("/codes/0").asString();
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    private HttpResponse<String> admin(String path, String body) throws IOException {
        var answer = stack.admin().post(one.at(path), body, Map.of());
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
        return answer;
    }

    private HttpResponse<String> activate(Member door, String key) throws IOException {
        var answer =
                Calls.STRANGER.post(
                        door.at("/authz/activate"),
                        Bodies.activation("acme", code, MACHINE),
                        Map.of("Idempotency-Key", key));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    private static String access(HttpResponse<String> activated) {
        return LogJson.MAPPER.readTree(activated.body()).required("access_token").asString();
    }

    private int heartbeat(Member door, String token) throws IOException {
        return Calls.bearing(token)
                .post(door.at("/licenses/heartbeat"), Bodies.heartbeat(MACHINE), Map.of())
                .statusCode();
    }

    private int policy(String token) throws IOException {
        return Calls.bearing(token).get(queryApi.at("/licenses/policy"), Map.of()).statusCode();
    }

    /** Ids of the keys that a door tells everybody. */
    private static Set<String> published(Member door, String token) throws Exception {
        var answer = Calls.bearing(token).get(door.at("/.well-known/jwks.json"), Map.of());
        return JWKSet.parse(answer.body()).getKeys().stream()
                .map(JWK::getKeyID)
                .collect(Collectors.toSet());
    }

    private void areTaken(List<String> tokens, Member... doors) throws Exception {
        for (var token : tokens) {
            for (var door : doors) {
                assertThat(published(door, token)).as(door.name()).contains(keyOf(token));
                await().atMost(PATIENCE)
                        .until(
                                () -> heartbeat(door, token),
                                status -> {
                                    assertThat(status)
                                            .as(door.name() + " " + token)
                                            .isIn(200, 503, 504);
                                    return status == 200;
                                });
            }
            // the read model may be behind the token, but the token is good
            await().atMost(PATIENCE)
                    .until(
                            () -> policy(token),
                            status -> {
                                assertThat(status).as(token).isIn(200, 503);
                                return status == 200;
                            });
        }
    }

    private void isRefused(String what, String token) throws IOException {
        assertThat(heartbeat(one, token)).as(what).isEqualTo(401);
        assertThat(policy(token)).as(what).isEqualTo(401);
    }

    private Path secret(String name) {
        return stack.data().resolve("secrets").resolve(name);
    }

    private RSAKey signingKey() throws Exception {
        return JWKSet.load(secret("device-keys.json").toFile()).getKeys().getFirst().toRSAKey();
    }

    private static String signed(JWSHeader header, JWTClaimsSet claims, JWSSigner signer)
            throws JOSEException {
        var token = new SignedJWT(header, claims);
        token.sign(signer);
        return token.serialize();
    }

    private static JWTClaimsSet.Builder like(JWTClaimsSet claims) {
        return new JWTClaimsSet.Builder(claims);
    }

    /** Each but one thing like a token that is taken. */
    private Map<String, String> forgeries(SignedJWT good, RSAKey key) throws Exception {
        var claims = good.getJWTClaimsSet();
        var header = good.getHeader();
        var signer = new RSASSASigner(key);
        var forgeries = new LinkedHashMap<String, String>();
        forgeries.put(
                "no algorithm",
                new PlainJWT(
                                new PlainHeader.Builder()
                                        .type(DEVICE)
                                        .customParam("kid", key.getKeyID())
                                        .build(),
                                claims)
                        .serialize());
        var parts = good.serialize().split("\\.");
        forgeries.put("no signature", parts[0] + "." + parts[1] + ".");
        var publicKey = key.toRSAPublicKey().getEncoded();
        var pem =
                "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(publicKey)
                        + "\n-----END PUBLIC KEY-----\n";
        var shared = new LinkedHashMap<String, byte[]>();
        shared.put("DER", publicKey);
        shared.put("PEM", pem.getBytes(StandardCharsets.US_ASCII));
        shared.put("JWK", key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8));
        for (var secret : shared.entrySet()) {
            forgeries.put(
                    "the public key as a shared secret: " + secret.getKey(),
                    signed(
                            new JWSHeader.Builder(JWSAlgorithm.HS256)
                                    .type(DEVICE)
                                    .keyID(key.getKeyID())
                                    .build(),
                            claims,
                            new MACSigner(secret.getValue())));
        }
        var stranger = new RSAKeyGenerator(2048).keyID(key.getKeyID()).generate();
        forgeries.put("a stranger's key", signed(header, claims, new RSASSASigner(stranger)));
        var people = RSAKey.parse(Files.readString(secret("issuer.jwk")));
        forgeries.put(
                "the key of people's tokens", signed(header, claims, new RSASSASigner(people)));
        forgeries.put(
                "another issuer", signed(header, like(claims).issuer("q2o-other").build(), signer));
        forgeries.put(
                "people's issuer",
                signed(header, like(claims).issuer(LocalSecrets.ISSUER).build(), signer));
        forgeries.put(
                "another audience",
                signed(header, like(claims).audience("q2o-admin").build(), signer));
        forgeries.put(
                "expired",
                signed(
                        header,
                        like(claims)
                                .issueTime(Date.from(Instant.now().minusSeconds(1_000)))
                                .expirationTime(Date.from(Instant.now().minusSeconds(100)))
                                .build(),
                        signer));
        return forgeries;
    }

    @Test
    @Order(1)
    void refusesEveryForgery() throws Exception {
        var token = access(activate(one, "forged"));
        var good = SignedJWT.parse(token);
        var key = signingKey();
        var same = signed(good.getHeader(), good.getJWTClaimsSet(), new RSASSASigner(key));
        areTaken(List.of(token, same), one);
        for (var forgery : forgeries(good, key).entrySet()) {
            isRefused(forgery.getKey(), forgery.getValue());
        }
        areTaken(List.of(token), one);
    }

    private void publish(RSAKey... keys) throws IOException {
        var set = new JWKSet(List.<JWK>of(keys));
        Files.writeString(secret("device-keys.json"), set.toString(false));
        Files.writeString(secret("device-jwks.json"), set.toString(true));
    }

    private static void restart(Member... members) {
        for (var member : members) {
            member.stop();
            member.restart().awaitReady();
        }
    }

    private static String keyOf(String token) throws Exception {
        return SignedJWT.parse(token).getHeader().getKeyID();
    }

    @Test
    @Order(2)
    void refusesNoTokenWhileItsSigningKeyIsRolled() throws Exception {
        var old = signingKey();
        var next = new RSAKeyGenerator(2048).keyIDFromThumbprint(true).generate();
        var first = activate(one, "before");
        var tokens = new ArrayList<>(List.of(access(first)));

        publish(old, next);
        restart(queryApi);
        areTaken(tokens, one);
        restart(one);
        tokens.add(access(activate(one, "key-joined")));
        areTaken(tokens, one);

        var two =
                stack.commandApi(
                                Map.of(
                                        "q2o.devices.signing-key-id",
                                        next.getKeyID(),
                                        "q2o.door.answer-timeout",
                                        "25s"))
                        .awaitReady();
        var fresh = access(activate(two, "signed-with-the-next"));
        tokens.add(fresh);
        tokens.add(access(activate(one, "still-signed-with-the-old")));
        assertThat(keyOf(fresh)).isEqualTo(next.getKeyID());
        assertThat(keyOf(tokens.getLast())).isEqualTo(old.getKeyID());
        areTaken(tokens, one, two);
        one.stop();
        areTaken(tokens, two);
        assertThat(activate(two, "before").body()).isEqualTo(first.body());

        publish(next);
        restart(queryApi, two);
        areTaken(List.of(fresh), two);
        assertThat(published(two, fresh)).containsExactly(next.getKeyID());
        one = two;
        for (var token : tokens) {
            if (!token.equals(fresh)) {
                isRefused("the old key has left", token);
            }
        }
    }
}
