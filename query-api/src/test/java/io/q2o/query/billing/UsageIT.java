package io.q2o.query.billing;

import io.q2o.query.RunningQueryApi;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;

class UsageIT {
    private final RunningQueryApi api = RunningQueryApi.running();

    @BeforeEach
    void twoTenantsOfOneName() {
        api.empty();
        api.tenant("acme", 1, "Acme", Instant.EPOCH);
        api.tenant("acme-two", 2, "Acme", Instant.EPOCH);
        api.write("update tenant set plan_name = 'Starter' where tenant = 'acme-two'");
        api.got("licensing", 2, 7);
    }

    private static WebTestClient.ResponseSpec ask(WebTestClient client, String slug) {
        return client.get().uri("/usage/{slug}", slug).exchange();
    }

    private static String usage(String slug, int quota, String plan) {
        var now = YearMonth.now(ZoneOffset.UTC);
        return "{\"tenant\":\"%s\",\"year\":%d,\"month\":%d,\"runs\":0,\"quota\":%d,\"plan\":%s}"
                .formatted(slug, now.getYear(), now.getMonthValue(), quota, plan);
    }

    @Test
    void tellsADeviceOfItsOwnTenantAndOfNoOther() {
        var device = api.device(1, "acme", 11, "2:7");
        ask(device, "acme")
                .expectStatus()
                .isOk()
                .expectHeader()
                .exists("ETag")
                .expectBody(String.class)
                .isEqualTo(usage("acme", 50, "\"Pro\""));
        for (var other : List.of("acme-two", "nobody", "Acme", "x")) {
            ask(device, other)
                    .expectStatus()
                    .isNotFound()
                    .expectBody()
                    .jsonPath("$.detail")
                    .isEqualTo("Tenant not found.");
        }
    }

    @Test
    void tellsAdminsOfEveryTenant() {
        api.write(
                "update tenant set plan_name = null, monthly_run_quota = null where tenant = 'acme'");
        ask(api.admin(), "acme-two")
                .expectBody(String.class)
                .isEqualTo(usage("acme-two", 50, "\"Starter\""));
        ask(api.admin(), "acme").expectBody(String.class).isEqualTo(usage("acme", 0, "null"));
        ask(api.admin(), "nobody").expectStatus().isNotFound();
    }

    @Test
    void keepsOutStrangersAndWhoeverHasNoPart() {
        ask(api.stranger(), "acme").expectStatus().isUnauthorized();
        ask(api.as("bob", "reader"), "acme").expectStatus().isForbidden();
    }

    @Test
    void waitsForThePositionOfTheToken() {
        ask(api.device(1, "acme", 11, "2:8"), "acme")
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals("Consistency", "stale");
        ask(api.device(3, "newest", 31, "2:8"), "newest")
                .expectStatus()
                .isEqualTo(503)
                .expectHeader()
                .exists("Retry-After");
        api.got("licensing", 2, 8);
        ask(api.device(1, "acme", 11, "2:8"), "acme")
                .expectStatus()
                .isOk()
                .expectHeader()
                .doesNotExist("Consistency");
        ask(api.device(3, "newest", 31, "2:8"), "newest").expectStatus().isNotFound();
    }
}
