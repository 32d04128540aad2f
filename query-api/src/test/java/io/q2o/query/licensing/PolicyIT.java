package io.q2o.query.licensing;

import static org.assertj.core.api.Assertions.assertThat;

import io.q2o.query.RunningQueryApi;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

class PolicyIT {
    private static final String PRO =
            "{\"plan_name\":\"Pro\",\"monthly_run_quota\":50,\"subscription_state\":\"active\"}";

    private final RunningQueryApi api = RunningQueryApi.running();

    @BeforeEach
    void twoTenantsWithDevicesOfOneFingerprint() {
        api.empty();
        api.tenant("acme", 1, "Acme", Instant.EPOCH);
        api.tenant("acme-two", 2, "Acme", Instant.EPOCH);
        api.write("update tenant set plan_name = 'Starter' where tenant = 'acme-two'");
        api.device(11, "acme", "same", null, Instant.EPOCH);
        api.device(21, "acme-two", "same", null, Instant.EPOCH);
        api.got("licensing", 2, 7);
    }

    private WebTestClient.ResponseSpec ask(
            long tenantId, String slug, long deviceId, String position) {
        return ask(api.device(tenantId, slug, deviceId, position));
    }

    private static WebTestClient.ResponseSpec ask(WebTestClient client) {
        return client.get().uri("/licenses/policy").exchange();
    }

    private static void isRefused(WebTestClient.ResponseSpec answer, String type) {
        answer.expectStatus()
                .isUnauthorized()
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.type")
                .isEqualTo("urn:q2o:problem:" + type);
    }

    @Test
    void tellsADeviceWhatItsTenantSubscribedTo() {
        ask(1, "acme", 11, "2:7")
                .expectStatus()
                .isOk()
                .expectHeader()
                .exists("ETag")
                .expectBody(String.class)
                .isEqualTo(PRO);
        api.write("update tenant set subscription_state = 'suspended' where tenant = 'acme-two'");
        ask(2, "acme-two", 21, "2:7")
                .expectBody(String.class)
                .isEqualTo(
                        "{\"plan_name\":\"Starter\",\"monthly_run_quota\":50,\"subscription_state\":\"suspended\"}");
    }

    @Test
    void refusesDevicesThatAreRevokedMissingOrOfAnotherTenant() {
        isRefused(ask(1, "acme", 12, "2:7"), "device-unknown");
        isRefused(ask(1, "acme", 21, "2:7"), "device-unknown");
        isRefused(ask(2, "acme", 11, "2:7"), "device-unknown");
        isRefused(ask(3, "nobody", 11, "2:7"), "device-unknown");
        api.write("update device set revoked = true where device_id = 11");
        isRefused(ask(1, "acme", 11, "2:7"), "device-revoked");
    }

    @Test
    void isForDevicesAlone() {
        ask(api.stranger()).expectStatus().isUnauthorized();
        ask(api.admin()).expectStatus().isForbidden();
    }

    @Test
    void waitsForADeviceThatIsNotThereYet() throws Exception {
        var asked =
                CompletableFuture.supplyAsync(() ->
                        ask(1, "acme", 12, "2:8")
                                .expectStatus()
                                .isOk()
                                .expectHeader()
                                .doesNotExist("Consistency")
                                .expectBody(String.class)
                                .returnResult()
                                .getResponseBody());
        TimeUnit.MILLISECONDS.sleep(200);
        api.device(12, "acme", "other", null, Instant.EPOCH);
        api.got("licensing", 2, 8);
        assertThat(asked.get(10, TimeUnit.SECONDS)).isEqualTo(PRO);
    }

    @Test
    void asksADeviceToComeAgainThatIsNotThereInTime() {
        var begun = System.nanoTime();
        ask(1, "acme", 12, "2:8")
                .expectStatus()
                .isEqualTo(503)
                .expectHeader()
                .exists("Retry-After");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
        api.got("licensing", 2, 8);
        isRefused(ask(1, "acme", 12, "2:8"), "device-unknown");
    }

    @Test
    void knowsADeviceThoughTheReadModelIsBehindItsToken() {
        ask(1, "acme", 11, "2:8")
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals("Consistency", "stale")
                .expectBody(String.class)
                .isEqualTo(PRO);
    }

    @Test
    void refusesNoDeviceThatIsMissingBecauseItsTenantIsParked() {
        api.write(
                "insert into parked_tenant (projection, tenant, partition, since_position) values ('licensing', 'acme', 2, 5)");
        ask(1, "acme", 12, "2:7").expectStatus().isEqualTo(503);
        ask(1, "acme", 11, "2:7")
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals("Consistency", "parked");
        isRefused(ask(2, "acme-two", 11, "2:7"), "device-unknown");
    }
}
