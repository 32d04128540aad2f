package io.q2o.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

class WebSupportTest {
    private static final String ISSUER = "http://issuer.example";

    @TempDir static Path folder;
    private static RSAKey key;
    private static ReactiveWebServerApplicationContext context;
    private static WebTestClient http;

    @SpringBootApplication(scanBasePackages = "none")
    @Import({WebSupport.class, Echo.class})
    static class App {}

    record Body(String name, int count) {}

    @RestController
    static class Echo {
        @PostMapping("/admin/api/echo")
        Mono<Body> echo(@RequestBody Body body) {
            return Mono.just(body);
        }

        @GetMapping("/admin/api/caller")
        Mono<String> caller(Authentication authentication) {
            return Mono.just(Caller.of(authentication).actor());
        }

        @GetMapping("/admin/api/fault")
        Mono<String> fault() {
            return Mono.error(new IllegalStateException("with a secret in it"));
        }
    }

    @BeforeAll
    static void start() throws Exception {
        key = new RSAKeyGenerator(2048).keyID("k1").generate();
        var keys =
                Files.writeString(
                        folder.resolve("keys.json"), new JWKSet(key.toPublicJWK()).toString());
        context =
                (ReactiveWebServerApplicationContext)
                        SpringApplication.run(
                                App.class,
                                "--server.port=0",
                                "--server.address=127.0.0.1",
                                "--spring.application.name=test",
                                "--q2o.security.issuer=" + ISSUER,
                                "--q2o.security.jwk-set-file=" + keys);
        http =
                WebTestClient.bindToServer()
                        .baseUrl(
                                "http://127.0.0.1:"
                                        + Objects.requireNonNull(context.getWebServer()).getPort())
                        .responseTimeout(Duration.ofSeconds(20))
                        .build();
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    private static JWTClaimsSet.Builder admin() {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience("q2o-admin")
                .subject("ann")
                .claim("roles", List.of("admin"))
                .expirationTime(Date.from(Instant.now().plusSeconds(60)));
    }

    private static String signed(JWTClaimsSet.Builder claims) throws JOSEException {
        return signed(claims, JWSAlgorithm.RS256, new RSASSASigner(key));
    }

    private static String signed(
            JWTClaimsSet.Builder claims, JWSAlgorithm algorithm, JWSSigner signer)
            throws JOSEException {
        var token =
                new SignedJWT(new JWSHeader.Builder(algorithm).keyID("k1").build(), claims.build());
        token.sign(signer);
        return token.serialize();
    }

    private static void answers(int status, String token) {
        http.get()
                .uri("/admin/api/caller")
                .headers(headers -> headers.setBearerAuth(token))
                .exchange()
                .expectStatus()
                .isEqualTo(status);
    }

    @Test
    void letsAnAdminIn() throws JOSEException {
        http.get()
                .uri("/admin/api/caller")
                .headers(headers -> headers.setBearerAuth(unchecked(admin())))
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .isEqualTo("admin:ann");
    }

    private static String unchecked(JWTClaimsSet.Builder claims) {
        try {
            return signed(claims);
        } catch (JOSEException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Test
    void keepsEverybodyElseOut() throws JOSEException, IOException {
        http.get()
                .uri("/admin/api/caller")
                .exchange()
                .expectStatus()
                .isUnauthorized()
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.detail")
                .isNotEmpty();
        answers(403, signed(admin().claim("roles", List.of("reader"))));
        answers(401, signed(admin().issuer("http://other.example")));
        answers(401, signed(admin().audience("somebody")));
        answers(401, signed(admin().expirationTime(Date.from(Instant.now().minusSeconds(120)))));
        answers(
                401,
                signed(
                        admin(),
                        JWSAlgorithm.HS256,
                        new MACSigner(
                                key.toPublicJWK().toString().getBytes(StandardCharsets.UTF_8))));
        answers(401, new PlainJWT(admin().build()).serialize());
    }

    private static WebTestClient.ResponseSpec post(String body) {
        return http.post()
                .uri("/admin/api/echo")
                .headers(headers -> headers.setBearerAuth(unchecked(admin())))
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange();
    }

    private static void problem(int status, String body, String named) {
        post(body)
                .expectStatus()
                .isEqualTo(status)
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.detail")
                .value(String.class, detail -> assertThat(detail).isNotBlank().contains(named));
    }

    @Test
    void namesTheFieldAtFault() {
        problem(400, "{broken", "body");
        problem(400, "", "body");
        problem(422, "{\"name\":\"a\",\"count\":1,\"colour\":2}", "colour");
        problem(422, "{\"name\":\"a\",\"count\":\"x\"}", "count");
        problem(422, "{\"name\":\"a\",\"count\":99999999999}", "count");
        problem(413, "{\"name\":\"" + "x".repeat(300_000) + "\",\"count\":1}", "larger");
    }

    @Test
    void saysNothingOfItsOwnFaults() {
        http.get()
                .uri("/admin/api/fault")
                .headers(headers -> headers.setBearerAuth(unchecked(admin())))
                .exchange()
                .expectStatus()
                .isEqualTo(500)
                .expectBody(String.class)
                .value(body -> assertThat(body).doesNotContain("secret").contains("trace"));
    }
}
