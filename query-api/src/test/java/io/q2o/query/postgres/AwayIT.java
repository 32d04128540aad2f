package io.q2o.query.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.q2o.engines.TestEngines;
import io.q2o.query.RunningQueryApi;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.test.web.reactive.server.WebTestClient;

/** What callers see while PostgreSQL cannot be reached, or is not set up. */
class AwayIT {
    private final RunningQueryApi api = RunningQueryApi.running();

    /** A way to PostgreSQL that can be cut. */
    private static final class Way implements AutoCloseable {
        private final int to;
        private final Set<Socket> open = ConcurrentHashMap.newKeySet();
        private @Nullable ServerSocket door;
        private int port;

        Way(int to) throws IOException {
            this.to = to;
            restore();
        }

        void restore() throws IOException {
            var opened = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
            port = opened.getLocalPort();
            door = opened;
            Thread.ofVirtual()
                    .start(() -> {
                        while (!opened.isClosed()) {
                            try {
                                var in = opened.accept();
                                var out = new Socket(InetAddress.getLoopbackAddress(), to);
                                open.add(in);
                                open.add(out);
                                Thread.ofVirtual().start(() -> copy(in, out));
                                Thread.ofVirtual().start(() -> copy(out, in));
                            } catch (IOException closed) {
                                return;
                            }
                        }
                    });
        }

        private static void copy(Socket from, Socket to) {
            try (from;
                    to) {
                from.getInputStream().transferTo(to.getOutputStream());
            } catch (IOException cut) {
                // that is what this is for
            }
        }

        void cut() throws IOException {
            if (door != null) {
                door.close();
            }
            for (var socket : open) {
                socket.close();
            }
            open.clear();
        }

        @Override
        public void close() throws IOException {
            cut();
        }
    }

    private WebTestClient.ResponseSpec read(ReactiveWebServerApplicationContext service) {
        return RunningQueryApi.client(service)
                .get()
                .uri("/admin/api/tenants/acme")
                .headers(headers -> headers.setBearerAuth(api.token("ann", "admin")))
                .exchange();
    }

    private static void ready(ReactiveWebServerApplicationContext service, int status) {
        RunningQueryApi.management(service)
                .get()
                .uri("/actuator/health/readiness")
                .exchange()
                .expectStatus()
                .isEqualTo(status);
    }

    private void refusesPolitely(ReactiveWebServerApplicationContext service) {
        var before = Instant.now();
        read(service)
                .expectStatus()
                .isEqualTo(503)
                .expectHeader()
                .valueEquals("Retry-After", "1")
                .expectBody()
                .jsonPath("$.type")
                .isEqualTo("urn:q2o:problem:read-model-unavailable");
        assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void answers503WhilePostgresIsAwayAndRecoversByItself() throws IOException {
        api.empty();
        api.tenant("acme", 1, "Acme", Instant.EPOCH);
        try (var way = new Way(TestEngines.postgres().port());
                var service = api.start("postgresql://127.0.0.1:" + way.port + "/q2o")) {
            await().untilAsserted(() -> ready(service, 200));
            read(service).expectStatus().isOk();
            for (int round = 0; round < 2; round++) {
                way.cut();
                for (int i = 0; i < 20; i++) {
                    refusesPolitely(service);
                }
                ready(service, 503);
                way.restore();
                await().untilAsserted(() -> read(service).expectStatus().isOk());
                await().untilAsserted(() -> ready(service, 200));
            }
        }
    }

    @Test
    void startsBeforeTheSchemaIsThere() throws IOException {
        var late = TestEngines.emptyDatabase();
        try (var service = api.start(late.url())) {
            ready(service, 503);
            refusesPolitely(service);
            RunningQueryApi.migrate(late);
            await().untilAsserted(() -> ready(service, 200));
            read(service).expectStatus().isNotFound();
        }
    }
}
