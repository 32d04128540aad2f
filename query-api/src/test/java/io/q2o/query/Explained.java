package io.q2o.query;

import io.q2o.engines.Database;
import io.q2o.engines.TestEngines;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * A read model of 1,000 tenants with 10,000 codes and 10,000 devices that PostgreSQL plans for as
 * if each of its tables had a million rows, and the plans of statements in it.
 */
public final class Explained {
    private static final String SEED =
            """
            insert into tenant (tenant, tenant_id, name, otp_delivery_method, profile_version,
                created_at, updated_at, plan_id, plan_name, monthly_run_quota, subscription_state,
                codes_month, activation_codes_total, activation_codes_used)
            select 'tenant-' || n || '-' || substr(md5(n::text), 1, 4), n,
                'Name ' || substr(md5('name' || n), 1, 8), 'email', 1,
                now() - n * interval '1 hour', now() - n % 97 * interval '1 hour', 1, 'Pro', 50,
                (array['active', 'trialing', 'past_due', 'canceled', 'unpaid', 'suspended',
                    'incomplete', null])[1 + n % 8],
                (date_trunc('month', now()) - n % 3 * interval '1 month')::date, n % 21, n % 7
            from generate_series(1, 1000) n;
            insert into activation_code (code_id, tenant, hash, last_four, label, expires_at,
                max_uses, use_count, used_at, revoked_at, created_at, source, tenant_version)
            select n, (select tenant from tenant where tenant_id = 1 + n % 1000), md5('hash' || n),
                upper(substr(md5('four' || n), 1, 4)),
                case when n % 3 > 0 then 'Label ' || substr(md5('label' || n), 1, 8) end,
                case n % 4 when 0 then now() + interval '30 days' when 1 then now() - n * interval '1 minute' end,
                1 + n % 2, n % 2, case when n % 2 = 1 then now() end,
                case when n % 11 = 0 then now() end, now() - n * interval '1 minute',
                case when n % 3 = 0 then 'registration' else 'admin' end, n
            from generate_series(1, 10000) n;
            insert into device (device_id, tenant, fingerprint, label, code_id, revoked, created_at,
                tenant_version)
            select n, (select tenant from tenant where tenant_id = 1 + n % 1000),
                encode(sha256(n::text::bytea), 'base64'),
                case when n % 3 > 0 then 'Desk ' || substr(md5('desk' || n), 1, 8) end, n,
                n % 10 = 0, now() - n * interval '1 minute', n
            from generate_series(1, 10000) n;
            insert into device_sighting select device_id, tenant, now() from device;
            insert into daily_total
            select counter, current_date + day, partition, 1
            from unnest(array['codes-open', 'codes-spent']) counter, generate_series(-1000, 1000) day,
                generate_series(0, 5) partition;
            """;

    /** Pages are as they are, so that it is the density of rows that grows. */
    private static final String A_MILLION =
            """
            select pg_restore_relation_stats('schemaname', 'public', 'relname', of.relname::text,
                'relpages', of.relpages, 'reltuples', (of.reltuples * 1000000 / t.reltuples)::real,
                'relallvisible', of.relallvisible)
            from pg_class t
            join lateral (
                select t.oid union all select indexrelid from pg_index where indrelid = t.oid
            ) part on true
            join pg_class of on of.oid = part.oid
            where t.relnamespace = 'public'::regnamespace
                and t.relname in ('tenant', 'activation_code', 'device', 'device_sighting')
            """;

    private static @Nullable Explained instance;

    private final Database database;

    private Explained() throws SQLException {
        database = TestEngines.emptyDatabase();
        RunningQueryApi.migrate(database);
        execute("q2o_projector", database.passwords().projector(), SEED);
        execute("q2o_owner", database.passwords().owner(), "vacuum (analyze)");
        execute("q2o_owner", database.passwords().owner(), A_MILLION);
    }

    /** The one of this JVM. */
    public static synchronized Explained readModel() {
        if (instance == null) {
            try {
                instance = new Explained();
            } catch (SQLException fault) {
                throw new IllegalStateException(fault);
            }
        }
        return instance;
    }

    private void execute(String role, String password, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(database.jdbcUrl(), role, password);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** How PostgreSQL carries out what an admin asks, with these very parameters. */
    public String plan(Function<DatabaseClient, DatabaseClient.GenericExecuteSpec> statement) {
        var lines =
                statement
                        .apply(DatabaseClient.create(explaining()))
                        .map(row -> String.valueOf(row.get(0, String.class)))
                        .all()
                        .collectList()
                        .block(Duration.ofSeconds(20));
        return String.join("\n", Objects.requireNonNull(lines));
    }

    private ConnectionFactory explaining() {
        var factory =
                ConnectionFactories.get(
                        ConnectionFactoryOptions.parse("r2dbc:" + database.url())
                                .mutate()
                                .option(ConnectionFactoryOptions.USER, "q2o_query_admin")
                                .option(
                                        ConnectionFactoryOptions.PASSWORD,
                                        database.passwords().queryAdmin())
                                .build());
        return new ConnectionFactory() {
            @Override
            public Mono<Connection> create() {
                return Mono.from(factory.create()).map(Explained::explaining);
            }

            @Override
            public io.r2dbc.spi.ConnectionFactoryMetadata getMetadata() {
                return factory.getMetadata();
            }
        };
    }

    private static Connection explaining(Connection connection) {
        return (Connection)
                Proxy.newProxyInstance(
                        Explained.class.getClassLoader(),
                        new Class<?>[] {Connection.class},
                        (_, method, arguments) -> {
                            try {
                                return method.getName().equals("createStatement")
                                        ? connection.createStatement("explain " + arguments[0])
                                        : method.invoke(connection, arguments);
                            } catch (InvocationTargetException fault) {
                                throw fault.getCause();
                            }
                        });
    }

    /** Tables of which each row is read. */
    public static List<String> readWhole(String plan) {
        return plan.lines()
                .map(String::strip)
                .filter(line -> line.contains("Seq Scan on "))
                .filter(line ->
                        !line.contains("Seq Scan on platform_total")
                                && !line.contains("Seq Scan on parked_tenant"))
                .toList();
    }

    private static final class Node {
        private final int indent;
        private boolean waits;
        private boolean hasIndex;

        Node(int indent, boolean waits) {
            this.indent = indent;
            this.waits = waits;
        }
    }

    /**
     * Searches that look at one row after the other until enough match, without having found out
     * before that many do. Such a scan has the text in its filter and no gate above it.
     */
    public static List<String> walked(String plan) {
        var path = new ArrayDeque<Node>();
        var walked = new ArrayList<String>();
        for (var line : plan.lines().toList()) {
            var text = line.strip();
            if (text.startsWith("->")) {
                var indent = line.indexOf("->");
                while (!path.isEmpty() && path.getLast().indent >= indent) {
                    path.removeLast();
                }
                path.add(new Node(indent, !path.isEmpty() && path.getLast().waits));
            } else if (text.startsWith("One-Time Filter:")) {
                path.getLast().waits = true;
            } else if (text.startsWith("Index Cond:") || text.startsWith("Recheck Cond:")) {
                path.getLast().hasIndex = true;
            } else if (text.startsWith("Filter:")
                    && text.contains("~~")
                    && !path.getLast().waits
                    && !path.getLast().hasIndex) {
                walked.add(text);
            }
        }
        return walked;
    }
}
