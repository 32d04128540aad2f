package io.q2o.command.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.q2o.command.secrets.AccessTokens;
import io.q2o.command.secrets.DerivedSecrets;
import io.q2o.command.secrets.TestSecrets;
import io.q2o.log.OutcomeRecord;
import io.q2o.schemas.Position;
import io.q2o.schemas.Sealed;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/**
 * Answers are whole only at the door: the log holds no personal text and no secret in the clear.
 */
class AnswerBodyTest {
    private static final String SEALED =
            """
            {"key":"acme/k1","sealed":"anna@acme.example","mac":"m"}\
            """;
    private static final String FORGOTTEN =
            """
            {"key":"globex/k1","sealed":"bert@globex.example","mac":"m"}\
            """;
    private static final String SLOT =
            """
            {"slot":{"kind":"activation-code","id":32768,"counter":2,"key":"k1"}}\
            """;

    private final DerivedSecrets secrets = TestSecrets.derived("k1");
    private final AccessTokens tokens = TestSecrets.tokens(TestSecrets.signingKey("s1"));
    private final AnswerBody bodies = new AnswerBody(AnswerBodyTest::open, secrets, tokens);

    private static Mono<String> open(Sealed sealed) {
        return sealed.key().startsWith("acme/")
                ? Mono.just(sealed.sealed()).delayElement(Duration.ofMillis(1))
                : Mono.empty();
    }

    private static OutcomeRecord outcome(String body) {
        return new OutcomeRecord(
                new UUID(0, 0),
                new Position(0, 0),
                200,
                Instant.EPOCH,
                null,
                "admin:anna",
                "k1",
                null,
                body.getBytes(StandardCharsets.UTF_8));
    }

    private String completed(String body) {
        return new String(
                Objects.requireNonNull(bodies.of(outcome(body)).block(Duration.ofSeconds(5))),
                StandardCharsets.UTF_8);
    }

    private Thread madeOn(String body) {
        return Objects.requireNonNull(
                bodies.of(outcome(body))
                        .map(_ -> Thread.currentThread())
                        .block(Duration.ofSeconds(5)));
    }

    /** Whoever asks is the event loop of many connections. */
    @Test
    void keepsNobodyWaitingWhoAsksForWhatTakesLong() {
        assertThat(madeOn("{\"code\":" + SLOT + "}")).isNotSameAs(Thread.currentThread());
        assertThat(madeOn("{\"id\":7}")).isSameAs(Thread.currentThread());
    }

    @Test
    void opensSealedTexts() {
        assertThat(completed("{\"email\":" + SEALED + ",\"id\":7}"))
                .isEqualTo("{\"email\":\"anna@acme.example\",\"id\":7}");
    }

    @Test
    void showsForgottenTextsAsNull() {
        assertThat(completed("{\"email\":" + FORGOTTEN + "}")).isEqualTo("{\"email\":null}");
    }

    @Test
    void fillsSlotsWithTheSameSecretEachTime() {
        var secret = secrets.text("k1", DerivedSecrets.ACTIVATION_CODE, 32_768, 2);
        var body = "{\"code\":" + SLOT + "}";
        assertThat(completed(body)).isEqualTo("{\"code\":\"" + secret + "\"}");
        assertThat(completed(body)).isEqualTo(completed(body));
        assertThat(completed(body.replace("\"counter\":2", "\"counter\":3")))
                .isNotEqualTo(completed(body));
    }

    @Test
    void signsAccessTokensTheSameWayEachTime() {
        var body =
                """
                {"access_token":{"slot":{"kind":"access-token","key":"s1","claims":{"sub":"tenant:1:device:2","iat":1}}}}\
                """;
        assertThat(completed(body)).matches("\\{\"access_token\":\"[\\w-]+\\.[\\w-]+\\.[\\w-]+\"}");
        assertThat(completed(body)).isEqualTo(completed(body));
    }

    @Test
    void looksIntoListsAndObjects() {
        var inner = "[" + FORGOTTEN + ",{\"a\":[" + SEALED + "]}," + SEALED + ",3]";
        assertThat(completed("{\"list\":" + inner + "}"))
                .isEqualTo(
                        "{\"list\":[null,{\"a\":[\"anna@acme.example\"]},"
                                + "\"anna@acme.example\",3]}");
    }

    @Test
    void leavesEveryOtherByteAlone() {
        for (var body :
                new String[] {
                    "{ \"b\" : 1.0, \"a\":null }",
                    "",
                    "{\"name\":\"the \\\"sealed\\\": and the \\\"slot\\\": letter\"}"
                }) {
            assertThat(completed(body)).isEqualTo(body);
        }
    }

    @Test
    void keepsTheOrderAndTheNullsOfWhatItCompletes() {
        assertThat(completed("{\"z\":null,\"email\":" + SEALED + ",\"a\":9007199254740991}"))
                .isEqualTo("{\"z\":null,\"email\":\"anna@acme.example\",\"a\":9007199254740991}");
    }
}
