package io.q2o.query.billing;

import static org.assertj.core.api.Assertions.assertThat;

import io.q2o.query.RunningQueryApi;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

class PlansIT {
    private final RunningQueryApi api = RunningQueryApi.running();

    @BeforeEach
    void fivePlans() {
        api.empty();
        plan(1, "Enterprise", 200, false);
        plan(2, "Starter", 10, false);
        plan(3, "Pro", 50, false);
        plan(7, "Small", 5, true); // the plan of the tenants below
        plan(8, "Forgotten", 1, true);
        api.tenant("acme", 1, "Acme", Instant.EPOCH);
        api.tenant("acme-two", 2, "Acme", Instant.EPOCH);
    }

    private void plan(long id, String name, int quota, boolean retired) {
        api.write(
                """
                insert into plan (plan_id, name, stripe_price_id, monthly_run_quota, device_limit,
                    currency, retired, plan_version)
                values (?, ?, 'price', ?, 3, 'USD', ?, 4)
                """,
                id,
                name,
                quota,
                retired);
    }

    private WebTestClient.ResponseSpec get(String path) {
        return api.admin().get().uri(path).exchange();
    }

    private JsonNode json(String path) {
        return api.json(path);
    }

    @Test
    void listsWhatIsOnOfferThenWhatIsStillInUse() {
        assertThat(
                        json("/admin/api/plans")
                                .get("plans")
                                .valueStream()
                                .map(plan -> plan.get("name").asString())
                                .toList())
                .containsExactly("Starter", "Pro", "Enterprise", "Small");
    }

    @Test
    void showsEveryKey() {
        assertThat(json("/admin/api/plans/2").toString())
                .isEqualTo(
                        "{\"id\":2,\"name\":\"Starter\",\"stripePriceId\":\"price\",\"monthlyRunQuota\":10,"
                                + "\"deviceLimit\":3,\"projectLimit\":null,\"monthlyPriceCents\":null,"
                                + "\"currency\":\"USD\",\"retired\":false}");
        get("/admin/api/plans/8")
                .expectStatus()
                .isOk()
                .expectHeader()
                .value("ETag", tag -> assertThat(tag).startsWith("\"4-"));
    }

    @Test
    void knowsNoOtherPlans() {
        for (var id : List.of("99", "0", "x", "-1", "99999999999999999999", "1.0")) {
            get("/admin/api/plans/" + id).expectStatus().isNotFound();
        }
        api.as("bob").get().uri("/admin/api/plans").exchange().expectStatus().isForbidden();
    }
}
