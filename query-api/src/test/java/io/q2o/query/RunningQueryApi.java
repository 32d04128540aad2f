package io.q2o.query;

import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.q2o.engines.Database;
import io.q2o.engines.TestEngines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole service on a real PostgreSQL, one a JVM; tables are emptied by {@link #empty}. */
public final class RunningQueryApi {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String ISSUER = "http://issuer.example";

    /** The peppers of codes, by id: base64 of 32 bytes. */
    public static final Map<String, String> PEPPERS =
            Map.of("k1", pepper("the pepper of k1 has 32 bytes in"), "k2", pepper("another one"));

    private static @Nullable RunningQueryApi running;

    /** Closing one service must not take the other ones' threads along. */
    static final class OwnThreads {
        @Bean
        ReactorResourceFactory ownThreads() {
            var own = new ReactorResourceFactory();
            own.setUseGlobalResources(false);
            return own;
        }
    }

    private static String pepper(String text) {
        return Base64.getEncoder()
                .encodeToString(Arrays.copyOf(text.getBytes(StandardCharsets.UTF_8), 32));
    }

    private final RSAKey key;
    private final RSAKey deviceKey;
    private final ReactiveWebServerApplicationContext context;
    private final Connection projector;

    private RunningQueryApi() throws JOSEException, SQLException, IOException {
        var postgres = TestEngines.postgres();
        migrate(postgres);
        projector =
                DriverManager.getConnection(
                        postgres.jdbcUrl(), "q2o_projector", postgres.passwords().projector());
        key = new RSAKeyGenerator(2048).keyID("k1").generate();
        deviceKey = new RSAKeyGenerator(2048).keyID("d1").generate();
        context = start(postgres.url());
        await().untilAsserted(() ->
                management(context)
                        .get()
                        .uri("/actuator/health/readiness")
                        .exchange()
                        .expectStatus()
                        .isOk());
    }

    /** The one of this JVM, started when first asked for. */
    public static synchronized RunningQueryApi running() {
        try {
            if (running == null) {
                running = new RunningQueryApi();
            }
            return running;
        } catch (JOSEException | SQLException fault) {
            throw new IllegalStateException(fault);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** The JSON that an admin reads. */
    public JsonNode json(String path, Object... values) {
        var body =
                admin().get()
                        .uri(path, values)
                        .exchange()
                        .expectStatus()
                        .isOk()
                        .expectHeader()
                        .contentType(MediaType.APPLICATION_JSON)
                        .expectBody(byte[].class)
                        .returnResult()
                        .getResponseBody();
        return JsonMapper.shared().readTree(Objects.requireNonNull(body));
    }

    /** Lays out the schema as the projections do. */
    public static void migrate(Database database) {
        Flyway.configure()
                .dataSource(database.jdbcUrl(), "q2o_owner", database.passwords().owner())
                .locations("classpath:db/migration")
                .load()
                .migrate();
    }

    /** Another instance, on a database of the caller's choice. */
    public ReactiveWebServerApplicationContext start(String url, String... more)
            throws IOException {
        var keys = Files.createTempFile("q2o-query-", ".json");
        Files.writeString(keys, new JWKSet(key.toPublicJWK()).toString());
        keys.toFile().deleteOnExit();
        var deviceKeys = Files.createTempFile("q2o-query-", ".json");
        Files.writeString(deviceKeys, new JWKSet(deviceKey.toPublicJWK()).toString());
        deviceKeys.toFile().deleteOnExit();
        var passwords = TestEngines.postgres().passwords();
        var arguments = new ArrayList<String>();
        arguments.addAll(
                List.of(
                        "--server.port=0",
                        "--server.address=127.0.0.1",
                        "--management.server.port=0",
                        "--management.server.address=127.0.0.1",
                        "--q2o.postgres.url=" + url,
                        "--q2o.postgres.query-password=" + passwords.query(),
                        "--q2o.postgres.query-admin-password=" + passwords.queryAdmin(),
                        "--q2o.query.consistency.wait-limit=1s",
                        "--q2o.query.read-timeout=2s",
                        "--q2o.query.event-loops=2",
                        "--q2o.query.admin-connections=4",
                        "--q2o.security.issuer=" + ISSUER,
                        "--q2o.security.jwk-set-file=" + keys,
                        "--q2o.devices.jwk-set-file=" + deviceKeys));
        PEPPERS.forEach(
                (id, pepper) -> arguments.add("--q2o.secrets.peppers." + id + "=" + pepper));
        arguments.addAll(List.of(more));
        return (ReactiveWebServerApplicationContext)
                SpringApplication.run(
                        new Class<?>[] {QueryApi.class, OwnThreads.class},
                        arguments.toArray(String[]::new));
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public WebTestClient stranger() {
        return client(context);
    }

    public WebTestClient admin() {
        return as("ann", "admin");
    }

    public WebTestClient as(String subject, String... roles) {
        return client(context)
                .mutate()
                .responseTimeout(PATIENCE)
                .defaultHeaders(headers -> headers.setBearerAuth(token(subject, roles)))
                .build();
    }

    /** The origin of this service. */
    public String base() {
        return "http://127.0.0.1:" + Objects.requireNonNull(context.getWebServer()).getPort();
    }

    public static WebTestClient management(ReactiveWebServerApplicationContext context) {
        return WebTestClient.bindToServer()
                .baseUrl(
                        "http://127.0.0.1:"
                                + context.getEnvironment().getProperty("local.management.port"))
                .build();
    }

    public static WebTestClient client(ReactiveWebServerApplicationContext context) {
        var port = Objects.requireNonNull(context.getWebServer()).getPort();
        return WebTestClient.bindToServer()
                .baseUrl("http://127.0.0.1:" + port)
                .responseTimeout(PATIENCE)
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(8 << 20))
                .build();
    }

    public String token(String subject, String... roles) {
        var claims =
                new JWTClaimsSet.Builder()
                        .issuer(ISSUER)
                        .audience("q2o-admin")
                        .subject(subject)
                        .claim("roles", List.of(roles))
                        .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                        .build();
        return signed(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k1").build(), claims, key);
    }

    /** A device with an access token of the platform, asked for at the given position. */
    public WebTestClient device(long tenantId, String slug, long deviceId, String position) {
        var claims =
                new JWTClaimsSet.Builder()
                        .issuer("q2o-auth")
                        .audience("q2o-clients")
                        .subject("tenant:" + tenantId + ":device:" + deviceId)
                        .claim("tenant", slug)
                        .claim("position", position)
                        .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                        .build();
        var header =
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .type(new JOSEObjectType("device+jwt"))
                        .keyID("d1")
                        .build();
        return client(context)
                .mutate()
                .responseTimeout(PATIENCE)
                .defaultHeaders(headers -> headers.setBearerAuth(signed(header, claims, deviceKey)))
                .build();
    }

    private static String signed(JWSHeader header, JWTClaimsSet claims, RSAKey key) {
        var token = new SignedJWT(header, claims);
        try {
            token.sign(new RSASSASigner(key));
        } catch (JOSEException impossible) {
            throw new AssertionError(impossible);
        }
        return token.serialize();
    }

    /** Writes as the projector does. */
    public synchronized void write(String sql, @Nullable Object... values) {
        try (var statement = projector.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.execute();
        } catch (SQLException fault) {
            throw new IllegalStateException(sql, fault);
        }
    }

    /** The first column of all rows, as the projector sees them. */
    public synchronized List<String> read(String sql) {
        try (var statement = projector.createStatement();
                var rows = statement.executeQuery(sql)) {
            var values = new ArrayList<String>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        } catch (SQLException fault) {
            throw new IllegalStateException(sql, fault);
        }
    }

    /** Runs a statement as the role of tenants' requests, which may end its own connections. */
    public static void asReader(String sql) {
        var postgres = TestEngines.postgres();
        try (var connection =
                        DriverManager.getConnection(
                                postgres.jdbcUrl(), "q2o_query", postgres.passwords().query());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException fault) {
            throw new IllegalStateException(sql, fault);
        }
    }

    /** Leaves no rows, and every projection before its start. */
    public void empty() {
        for (var table :
                List.of(
                        "tenant",
                        "activation_code",
                        "device",
                        "device_sighting",
                        "platform_total",
                        "daily_total",
                        "plan",
                        "command_outcome",
                        "projection_position",
                        "dead_letter",
                        "parked_tenant")) {
            write("delete from " + table);
        }
        for (int partition = 0; partition < 6; partition++) {
            got("licensing", partition, -1);
            got("outcomes", partition, -1);
        }
    }

    /** A projection has got so far, and says so. */
    public void got(String projection, int partition, long position) {
        write(
                """
                insert into projection_position (projection, partition, next, position)
                values (?, ?, 0, ?)
                on conflict (projection, partition) do update set position = excluded.position
                """,
                projection,
                partition,
                position);
        notify(projection, partition, position);
    }

    /** Says so without having got there. */
    public void notify(String projection, int partition, long position) {
        write(
                "select pg_notify('q2o_position', ?)",
                "%s:%d:%d".formatted(projection, partition, position));
    }

    /** A tenant as a registration leaves it. */
    public void tenant(String slug, long id, String name, Instant at) {
        write(
                """
                insert into tenant (tenant, tenant_id, name, otp_delivery_method, profile_version,
                    created_at, updated_at, plan_id, plan_name, monthly_run_quota,
                    subscription_state)
                values (?, ?, ?, 'email', 1, ?::timestamptz, ?::timestamptz, 7, 'Pro', 50, 'active')
                """,
                slug,
                id,
                name,
                at.toString(),
                at.toString());
        count("tenants");
        count("tenants-active");
    }

    /** An active code for one use that never expires, as its issue leaves it. */
    public void code(long id, String slug, @Nullable String label, Instant at) {
        write(
                """
                insert into activation_code (code_id, tenant, hash, last_four, label, max_uses,
                    use_count, created_at, source, tenant_version)
                values (?, ?, ?, '7KQ2', ?, 1, 0, ?::timestamptz, 'admin', 1)
                """,
                id,
                slug,
                "hash-" + id,
                label,
                at.toString());
        count("codes");
        count("codes-open");
    }

    /** Counts codes and devices as the projections would have, whatever was written since. */
    public void recount() {
        write("delete from platform_total where counter like 'codes%' or counter like 'devices%'");
        write("delete from daily_total");
        write("insert into platform_total select 'codes', 0, count(*) from activation_code");
        write("insert into platform_total select 'devices', 0, count(*) from device");
        write(
                """
                insert into platform_total
                select case when revoked_at is not null then 'codes-revoked'
                    when use_count < max_uses then 'codes-open' else 'codes-spent' end, 0, count(*)
                from activation_code group by 1
                """);
        write(
                """
                insert into daily_total
                select case when use_count < max_uses then 'codes-open' else 'codes-spent' end,
                    (expires_at at time zone 'UTC')::date, 0, count(*)
                from activation_code where revoked_at is null and expires_at is not null
                group by 1, 2
                """);
    }

    /** A device as its enrolment leaves it. */
    public void device(
            long id, String slug, String fingerprint, @Nullable String label, Instant at) {
        write(
                """
                insert into device (device_id, tenant, fingerprint, label, code_id, revoked,
                    created_at, tenant_version)
                values (?, ?, ?, ?, 5, false, ?::timestamptz, 1)
                """,
                id,
                slug,
                fingerprint,
                label,
                at.toString());
        count("devices");
    }

    private void count(String counter) {
        write(
                """
                insert into platform_total (counter, partition, value) values (?, 0, 1)
                on conflict (counter, partition) do update set value = platform_total.value + 1
                """,
                counter);
    }
}
