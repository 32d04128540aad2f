package io.q2o.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.json.JsonMapper;

/**
 * Admins at work until they are told to stop: plans come, change and go; tenants are registered,
 * changed, suspended, resumed and erased. A tenant's e-mail address follows its name. Every command
 * must succeed in the end.
 */
final class TenantLoad implements AutoCloseable {
    private static final String PLAN =
            """
            {"name":"%1$s","stripePriceId":"price %1$s","monthlyRunQuota":%2$d,"deviceLimit":3,"currency":"EUR"%3$s}\
            """;
    private static final Set<Integer> GOOD = Set.of(200, 201);
    private static final Set<Integer> MAY_PASS = Set.of(503, 504);
    private static final String TOKEN = "Consistency-Token";
    private static final AtomicInteger PLANS = new AtomicInteger();
    private static final AtomicInteger TENANTS = new AtomicInteger();
    private static final long AGAIN = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long PACE = TimeUnit.MILLISECONDS.toNanos(15);

    private final Calls calls;
    private final Member commandApi;
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger done = new AtomicInteger();
    private volatile boolean stopped;

    private TenantLoad(Stack stack, Member commandApi) {
        calls = stack.admin();
        this.commandApi = commandApi;
    }

    /** Begins to work on a platform of its own names, which may have been worked on before. */
    static TenantLoad start(Stack stack, Member commandApi) {
        var load = new TenantLoad(stack, commandApi);
        for (int caller = 0; caller < 6; caller++) {
            load.callers.execute(load.new Caller()::work);
        }
        return load;
    }

    /** Commands answered so far. */
    int done() {
        return done.get();
    }

    /** Stops and returns how many commands were answered; fails if one of them did not succeed. */
    int stop() {
        close();
        assertThat(failures).isEmpty();
        return done.get();
    }

    @Override
    public void close() {
        stopped = true;
        callers.close();
    }

    /** One admin, who brings along what the last answer said has been seen. */
    private final class Caller {
        private String seen = "";

        void work() {
            try {
                while (!stopped) {
                    plan();
                }
            } catch (IOException | RuntimeException fault) {
                failures.add(fault.toString());
            }
        }

        private void plan() throws IOException {
            var name = "Plan " + PLANS.incrementAndGet();
            var defined = post("/admin/api/plans", PLAN.formatted(name, 10, ""));
            var id = JsonMapper.shared().readTree(defined.body()).path("id").asLong();
            for (int i = 0; i < 3 && !stopped; i++) {
                tenant(name);
            }
            put("/admin/api/plans/" + id, PLAN.formatted(name, 20, ",\"applyToSubscribers\":true"));
            for (int i = 0; i < 2 && !stopped; i++) {
                tenant(name);
            }
            post("/admin/api/plans/" + id + "/retire", "");
        }

        private void tenant(String plan) throws IOException {
            var number = TENANTS.incrementAndGet();
            var path = "/admin/api/tenants/tenant-" + number;
            post(
                    "/admin/api/tenants",
                    """
                    {"name":"Tenant %1$d","slug":"tenant-%1$d","subscriptionPlan":"%2$s","email":"tenant-%1$d@example.com"}\
                    """
                            .formatted(number, plan));
            for (int change = 1; change <= 4 && !stopped; change++) {
                put(
                        path,
                        """
                        {"name":"Tenant %1$d of %2$d","email":"tenant-%1$d-of-%2$d@example.com","primaryColor":"#00000%2$d"}\
                        """
                                .formatted(number, change));
                post(path + "/suspend", "");
                if (number % 3 != 0) {
                    post(path + "/resume", "");
                }
            }
            if (number % 3 != 0 && !stopped) {
                devices("tenant-" + number);
            }
            if (number % 5 == 0) {
                post(path + "/erase", "");
            }
        }

        /** Two devices use a code, one of them again, and one is revoked. */
        private void devices(String slug) throws IOException {
            var issued = post("/admin/api/codes/generate", Bodies.codes(slug, 1, 2));
            var code = JsonMapper.shared().readTree(issued.body()).path("codes").path(0).asString();
            var last = "";
            for (var machine : List.of("one", "two", "one")) {
                last = post("/authz/activate", Bodies.activation(slug, code, machine)).body();
            }
            var device = JsonMapper.shared().readTree(last).path("device_id").asLong();
            call("DELETE", "/admin/api/devices/" + device, "");
        }

        private HttpResponse<String> post(String path, String body) throws IOException {
            return call("POST", path, body);
        }

        private void put(String path, String body) throws IOException {
            call("PUT", path, body);
        }

        /** Asks again, with the same key, while the answer is late or the door is too busy. */
        private HttpResponse<String> call(String method, String path, String body)
                throws IOException {
            var headers = Map.of("Idempotency-Key", UUID.randomUUID().toString(), TOKEN, seen);
            var answer = calls.send(method, commandApi.at(path), body, headers);
            for (int again = 0; again < 50 && MAY_PASS.contains(answer.statusCode()); again++) {
                LockSupport.parkNanos(AGAIN);
                answer = calls.send(method, commandApi.at(path), body, headers);
            }
            if (GOOD.contains(answer.statusCode())) {
                done.incrementAndGet();
                seen = answer.headers().firstValue(TOKEN).orElse(seen);
            } else {
                failures.add(
                        method + " " + path + ": " + answer.statusCode() + " " + answer.body());
            }
            LockSupport.parkNanos(PACE);
            return answer;
        }
    }
}
