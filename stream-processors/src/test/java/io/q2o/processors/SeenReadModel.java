package io.q2o.processors;

import io.q2o.engines.Database;
import io.q2o.engines.TestEngines;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import reactor.netty.resources.LoopResources;

/** An empty read model on a real PostgreSQL, migrated, and eyes to look at it. */
public final class SeenReadModel implements AutoCloseable {
    private static final List<String> TABLES =
            List.of(
                    "plan",
                    "tenant",
                    "activation_code",
                    "device",
                    "device_sighting",
                    "command_outcome",
                    "platform_total",
                    "daily_total");

    private final Database database;
    private final LoopResources loops = LoopResources.create("test-postgres", 1, 3, true, false);
    private final ConnectionPool pool;

    private SeenReadModel(Database database) {
        this.database = database;
        pool = pool(database.port());
    }

    public static SeenReadModel empty() {
        var database = TestEngines.emptyDatabase();
        Flyway.configure()
                .dataSource(database.jdbcUrl(), "q2o_owner", database.passwords().owner())
                .locations("classpath:db/migration")
                .load()
                .migrate();
        return new SeenReadModel(database);
    }

    public Database database() {
        return database;
    }

    /** Connections of the projector. */
    public ConnectionPool pool() {
        return pool;
    }

    /** Connections of the projector through another port. */
    public ConnectionPool pool(int port) {
        var factory =
                new PostgresqlConnectionFactory(
                        PostgresqlConnectionConfiguration.builder()
                                .host(database.host())
                                .port(port)
                                .database(database.name())
                                .username("q2o_projector")
                                .password(database.passwords().projector())
                                .connectTimeout(Duration.ofSeconds(2))
                                .options(Map.of("statement_timeout", "5000"))
                                .loopResources(loops)
                                .build());
        return new ConnectionPool(
                ConnectionPoolConfiguration.builder(factory)
                        .initialSize(0)
                        .maxSize(6)
                        .maxAcquireTime(Duration.ofSeconds(5))
                        .validationQuery("select 1")
                        .build());
    }

    /** What a role sees: one text a row. */
    public List<String> as(String role, String password, String... statements) {
        try (var connection = DriverManager.getConnection(database.jdbcUrl(), role, password);
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            var seen = new ArrayList<String>();
            for (var sql : statements) {
                seen.clear();
                if (statement.execute(sql)) {
                    try (var rows = statement.getResultSet()) {
                        while (rows.next()) {
                            seen.add(String.valueOf(rows.getString(1)));
                        }
                    }
                }
            }
            connection.commit();
            return seen;
        } catch (SQLException fault) {
            throw new IllegalStateException(
                    "SQLSTATE " + fault.getSQLState() + ": " + fault.getMessage(), fault);
        }
    }

    public List<String> asProjector(String... statements) {
        return as("q2o_projector", database.passwords().projector(), statements);
    }

    public List<String> asOwner(String... statements) {
        return as("q2o_owner", database.passwords().owner(), statements);
    }

    /**
     * Of each transaction of a projection that has rested for so long that it can only be the delay
     * before its commit; between two statements it rests for a moment.
     */
    public List<String> ofDelayed(String selected) {
        return asProjector(
                "select "
                        + selected
                        + " from pg_stat_activity where datname = current_database() and usename = 'q2o_projector' and state = 'idle in transaction' and state_change < clock_timestamp() - interval '500 ms' and pid <> pg_backend_pid()");
    }

    public @Nullable String one(String sql) {
        var rows = asProjector(sql);
        return rows.isEmpty() ? null : rows.getFirst();
    }

    /**
     * Every row of the tables that a projection fills, as JSON, by table. A counter at 0 is as good
     * as none: what goes up and down within one batch leaves no row.
     */
    public Map<String, List<String>> rows() {
        var all = new TreeMap<String, List<String>>();
        for (var table : TABLES) {
            var where = table.endsWith("_total") ? " where value <> 0" : "";
            all.put(
                    table,
                    asProjector(
                            "select to_jsonb(t)::text from "
                                    + table
                                    + " t"
                                    + where
                                    + " order by 1"));
        }
        return all;
    }

    /** The sum of a counter over all partitions. */
    public long total(String counter) {
        var sum =
                one(
                        "select coalesce(sum(value), 0) from platform_total where counter = '"
                                + counter
                                + "'");
        return Long.parseLong(String.valueOf(sum));
    }

    /** Forgets all rows and positions, as an operator does who wants a rebuild. */
    public void emptyTables() {
        asOwner(
                "truncate projection_position, dead_letter, parked_tenant, "
                        + String.join(", ", TABLES));
    }

    @Override
    public void close() {
        pool.dispose();
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(2)).block();
    }
}
