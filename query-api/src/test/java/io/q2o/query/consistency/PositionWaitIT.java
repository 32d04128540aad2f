package io.q2o.query.consistency;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.q2o.query.RunningQueryApi;
import io.q2o.web.ConsistencyToken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.test.web.reactive.server.WebTestClient;

class PositionWaitIT {
    private static final String PATH = "/admin/api/tenants/acme";
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final RunningQueryApi api = RunningQueryApi.running();
    private final KnownPositions known = api.bean(KnownPositions.class);

    @BeforeEach
    void twoTenants() {
        api.empty();
        await().until(() ->
                IntStream.range(0, 6)
                        .noneMatch(partition ->
                                known.have(Projection.LICENSING, Map.of(partition, 0L))));
        api.tenant("acme", 1, "Acme", Instant.EPOCH);
        api.tenant("acme-two", 2, "Acme", Instant.EPOCH);
    }

    private WebTestClient.ResponseSpec withHeader(String token) {
        return withHeader(api.admin(), token);
    }

    private static WebTestClient.ResponseSpec withHeader(WebTestClient admin, String token) {
        return admin.get().uri(PATH).header(ConsistencyToken.HEADER, token).exchange();
    }

    private WebTestClient.ResponseSpec withCookie(String token) {
        return api.admin()
                .get()
                .uri(PATH)
                .header(HttpHeaders.COOKIE, ConsistencyToken.COOKIE + "=" + token)
                .exchange();
    }

    /** How long the same takes where nobody waits. */
    private long answersAfter(int partition, long position) {
        var before = System.nanoTime();
        api.got("licensing", partition, position);
        withHeader(partition + ":" + position).expectStatus().isOk();
        return Duration.ofNanos(System.nanoTime() - before).toMillis();
    }

    /** How long after what it waited for was about to be committed an answer came. */
    private long wakesAfter(int partition, long position) throws Exception {
        var answered =
                CompletableFuture.supplyAsync(() -> {
                    withHeader(partition + ":" + position).expectStatus().isOk();
                    return System.nanoTime();
                });
        // looked for after a while, when it has read the row itself and can only be told
        await().pollDelay(100, MILLISECONDS).until(() -> known.waiting() == 1);
        var before = System.nanoTime();
        api.got("licensing", partition, position);
        return Duration.ofNanos(answered.get(5, SECONDS) - before).toMillis();
    }

    @Test
    void wakesWithinMillisecondsOfTheNotification() throws Exception {
        var bare = new ArrayList<Long>();
        var waits = new ArrayList<Long>();
        for (int position = 10; position < 52; position += 2) {
            bare.add(answersAfter(3, position));
            waits.add(wakesAfter(3, position + 1));
        }
        assertThat(median(waits))
                .as("in the middle of " + waits + " beside " + bare)
                .isLessThan(median(bare) + 30);
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    @Test
    void needsNoNotificationWhenTheRowIsThereAlready() {
        api.write(
                "update projection_position set position = 40 where projection = 'licensing' and partition = 2");
        withHeader("2:40").expectStatus().isOk();
        assertThat(known.have(Projection.LICENSING, Map.of(2, 40L))).isTrue();
    }

    @Test
    void waitsForEachPartitionNamed() {
        api.got("licensing", 0, 10);
        withHeader("0:10,1:5").expectStatus().isEqualTo(503);
        api.got("licensing", 1, 5);
        withHeader("0:10,1:5").expectStatus().isOk();
        withHeader("0:10, 1:5").expectStatus().isOk();
    }

    @Test
    void doesNotTakeOneProjectionForTheOther() {
        api.got("outcomes", 0, 10);
        withHeader("0:10").expectStatus().isEqualTo(503);
    }

    @Test
    void refusesTheHeaderWhenItIsLate() {
        var before = Instant.now();
        withHeader("1:100")
                .expectStatus()
                .isEqualTo(503)
                .expectHeader()
                .valueEquals("Retry-After", "1")
                .expectBody()
                .jsonPath("$.type")
                .isEqualTo("urn:q2o:problem:not-caught-up");
        assertThat(Duration.between(before, Instant.now())).isBetween(LIMIT, LIMIT.plusSeconds(9));
    }

    @Test
    void answersTheCookieWithWhatThereIsWhenItIsLate() {
        withCookie("1:100")
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals(PositionWait.CONSISTENCY, "stale")
                .expectHeader()
                .doesNotExist(HttpHeaders.SET_COOKIE);
        api.got("licensing", 1, 100);
        withCookie("1:100")
                .expectStatus()
                .isOk()
                .expectHeader()
                .doesNotExist(PositionWait.CONSISTENCY);
    }

    @Test
    void refusesTheHeaderThoughTheCookieWouldBeForgiven() {
        api.got("licensing", 1, 50);
        api.admin()
                .get()
                .uri(PATH)
                .header(ConsistencyToken.HEADER, "1:50")
                .header(HttpHeaders.COOKIE, ConsistencyToken.COOKIE + "=1:100")
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals(PositionWait.CONSISTENCY, "stale");
        api.admin()
                .get()
                .uri(PATH)
                .header(ConsistencyToken.HEADER, "1:51")
                .header(HttpHeaders.COOKIE, ConsistencyToken.COOKIE + "=1:50")
                .exchange()
                .expectStatus()
                .isEqualTo(503);
    }

    @Test
    void tellsMalformedHeadersAndForgetsMalformedCookies() {
        for (var wrong :
                List.of("x", "1", "1:x", "-1:5", "6:0", "255:1", "256:1", "0:99999999999999")) {
            withHeader(wrong).expectStatus().isEqualTo(422);
            withCookie(wrong)
                    .expectStatus()
                    .isOk()
                    .expectHeader()
                    .value(
                            HttpHeaders.SET_COOKIE,
                            cookie ->
                                    assertThat(cookie)
                                            .startsWith("q2o_position=;")
                                            .contains("Path=/", "Max-Age=0", "HttpOnly"));
        }
    }

    @Test
    void hangsNoLongerThanTheLimitOnWhatNeverComes() {
        var before = Instant.now();
        withHeader("5:274877906942").expectStatus().isEqualTo(503);
        assertThat(Duration.between(before, Instant.now())).isLessThan(LIMIT.plusSeconds(9));
        assertThat(known.waiting()).isZero();
    }

    @Test
    void holdsNoConnectionWhileItWaits() {
        api.got("licensing", 4, 1);
        var admin = api.admin();
        var statuses = new ConcurrentLinkedQueue<Integer>();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 12; i++) {
                callers.execute(() -> withHeader(admin, "4:2").expectStatus().value(statuses::add));
            }
            await().pollInterval(1, MILLISECONDS).until(() -> known.waiting() > 8);
            withHeader(admin, "4:1")
                    .expectStatus()
                    .isOk(); // although more wait than can be connected
            assertThat(known.waiting()).isPositive();
            api.got("licensing", 4, 2);
        }
        assertThat(statuses).hasSize(12).containsOnly(200);
    }

    @Test
    void hearsAgainAfterItsConnectionWasLost() {
        var listener = api.bean(PositionListener.class);
        for (int round = 1; round <= 3; round++) {
            // it cannot read what it missed before it was seen to be away
            api.write("begin");
            api.write("lock table projection_position in access exclusive mode");
            RunningQueryApi.asReader(
                    """
                    select pg_terminate_backend(pid) from pg_stat_activity
                    where usename = 'q2o_query' and pid <> pg_backend_pid() and query ilike '%projection_position%'
                    """);
            try {
                await().until(() -> !listener.isConnected());
                api.write(
                        "update projection_position set position = ? where projection = 'licensing' and partition = 0",
                        1000L + round); // and nobody is told
            } finally {
                api.write("commit");
            }
            await().until(listener::isConnected);
            assertThat(known.have(Projection.LICENSING, Map.of(0, 1000L + round))).isTrue();
            api.got("licensing", 1, round);
            withHeader("0:" + (1000 + round) + ",1:" + round).expectStatus().isOk();
        }
    }

    @Test
    void goesBackWithAProjectionThatIsBuiltAnew() {
        api.got("licensing", 0, 500);
        withHeader("0:500").expectStatus().isOk();
        api.got("licensing", 0, 3);
        await().until(() -> !known.have(Projection.LICENSING, Map.of(0, 500L)));
        withHeader("0:500").expectStatus().isEqualTo(503);
    }

    @Test
    void saysSoWhenATenantIsParked() {
        api.write(
                "insert into parked_tenant (projection, tenant, partition, since_position) values ('licensing', 'acme', 2, 7)");
        api.got("licensing", 2, 9);

        withHeader("2:9")
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals(PositionWait.CONSISTENCY, "parked");
        api.admin()
                .get()
                .uri("/admin/api/tenants/acme-two")
                .exchange()
                .expectHeader()
                .doesNotExist(PositionWait.CONSISTENCY);
        api.admin()
                .get()
                .uri("/admin/api/tenants")
                .header(ConsistencyToken.HEADER, "2:9")
                .exchange()
                .expectHeader()
                .valueEquals(PositionWait.CONSISTENCY, "parked");
        api.admin()
                .get()
                .uri("/admin/api/tenants")
                .exchange()
                .expectHeader()
                .doesNotExist(PositionWait.CONSISTENCY);
        api.write(
                "insert into parked_tenant (projection, tenant, partition, since_position) values ('licensing', 'ghost', 2, 7)");
        api.admin()
                .get()
                .uri("/admin/api/tenants/ghost")
                .exchange()
                .expectStatus()
                .isNotFound()
                .expectHeader()
                .valueEquals(PositionWait.CONSISTENCY, "parked");
    }
}
