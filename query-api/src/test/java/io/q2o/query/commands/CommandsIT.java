package io.q2o.query.commands;

import io.q2o.query.RunningQueryApi;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

class CommandsIT {
    private final RunningQueryApi api = RunningQueryApi.running();

    @BeforeEach
    void twoCommandsAtOneOffset() {
        api.empty();
        outcome(1, 5, "user:bob", 201, "{\"slug\":\"acme\"}", Instant.now());
        outcome(2, 5, "admin:ann", 409, "{\"detail\":\"taken\"}", Instant.now());
        api.got("outcomes", 1, 5);
        api.got("outcomes", 2, 5);
    }

    private void outcome(
            int partition, long offset, String who, int status, String body, Instant at) {
        api.write(
                "insert into command_outcome (partition, command_offset, principal, status, body, at) values (?, ?, ?, ?, ?::jsonb, ?::timestamptz)",
                partition,
                offset,
                who,
                status,
                body,
                at.toString());
    }

    private static WebTestClient.ResponseSpec get(WebTestClient who, String id) {
        return who.get().uri("/commands/{id}", id).exchange();
    }

    private static void missing(WebTestClient who, String id) {
        get(who, id)
                .expectStatus()
                .isNotFound()
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.detail")
                .isEqualTo("Command not found.");
    }

    @Test
    void showsWhatBecameOfACommandToItsSenderAndToAdmins() {
        for (var who : List.of(api.as("bob"), api.admin())) {
            get(who, "1-5")
                    .expectStatus()
                    .isOk()
                    .expectBody()
                    .jsonPath("$.id")
                    .isEqualTo("1-5")
                    .jsonPath("$.status")
                    .isEqualTo("accepted")
                    .jsonPath("$.httpStatus")
                    .isEqualTo(201)
                    .jsonPath("$.body.slug")
                    .isEqualTo("acme");
        }
        get(api.admin(), "2-5")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.status")
                .isEqualTo("refused")
                .jsonPath("$.body.detail")
                .isEqualTo("taken");
    }

    @Test
    void hidesOthersCommands() {
        missing(api.as("eve"), "1-5");
        missing(api.as("ann"), "2-5"); // the same name without the role is somebody else
        missing(api.as("bob"), "2-5");
        get(api.stranger(), "1-5").expectStatus().isUnauthorized();
    }

    @Test
    void isPendingUntilTheProjectionHasGotThere() {
        for (var who : List.of(api.as("eve"), api.admin())) {
            get(who, "1-6")
                    .expectStatus()
                    .isOk()
                    .expectBody()
                    .json(
                            "{\"id\":\"1-6\",\"status\":\"pending\",\"httpStatus\":null,\"body\":null}");
            missing(who, "1-4");
        }
        api.write("delete from projection_position where projection = 'outcomes'");
        get(api.admin(), "1-4").expectStatus().isOk();
    }

    @Test
    void forgetsAfterAWeek() {
        outcome(3, 1, "admin:ann", 200, "{}", Instant.now().minusSeconds(7 * 86_400 + 60));
        outcome(3, 2, "admin:ann", 200, "{}", Instant.now().minusSeconds(7 * 86_400 - 600));
        api.got("outcomes", 3, 2);
        missing(api.admin(), "3-1");
        get(api.admin(), "3-2").expectStatus().isOk();
    }

    @Test
    void knowsWhatCanBeNoCommand() {
        for (var id :
                List.of(
                        "6-1",
                        "255-1",
                        "x",
                        "1",
                        "1-",
                        "-1-5",
                        "1-5-0",
                        "01-5",
                        "1-05",
                        "1:5",
                        "1-999999999999",
                        "1-99999999999999999999",
                        "٣-1")) {
            missing(api.admin(), id);
        }
    }
}
