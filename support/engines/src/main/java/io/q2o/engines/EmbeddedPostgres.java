package io.q2o.engines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One PostgreSQL from real binaries, its data in a directory, on loopback only. Works as root too.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    /** The database of the platform. */
    public static final String DATABASE = "q2o";

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);

    private final io.zonky.test.db.postgres.embedded.EmbeddedPostgres server;

    private EmbeddedPostgres(io.zonky.test.db.postgres.embedded.EmbeddedPostgres server) {
        this.server = server;
    }

    /**
     * Starts PostgreSQL.
     *
     * @param directory keeps data and unpacked binaries between starts
     * @param port 0 for a free one
     * @throws UncheckedIOException if it does not start
     */
    public static EmbeddedPostgres start(Path directory, int port) {
        var data = directory.resolve("data").toAbsolutePath();
        try {
            Files.createDirectories(directory);
            stopOrphan(data);
            return new EmbeddedPostgres(
                    io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder()
                            .setPort(port == 0 ? FreePort.next() : port)
                            .setDataDirectory(data)
                            .setCleanDataDirectory(false)
                            .setOverrideWorkingDirectory(directory.resolve("bin").toFile())
                            .setServerConfig("fsync", "on")
                            .setServerConfig("synchronous_commit", "on")
                            .setServerConfig("max_connections", "100")
                            .setServerConfig("unix_socket_directories", "")
                            .setLocaleConfig("locale", "C.UTF-8")
                            .setPGStartupWait(Duration.ofSeconds(60))
                            .start());
        } catch (IOException fault) {
            throw new UncheckedIOException("PostgreSQL does not start in " + directory, fault);
        }
    }

    /** The server outlives a killed JVM and would hold the next start up for a minute. */
    private static void stopOrphan(Path data) throws IOException {
        var file = data.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return;
        }
        var pid = Long.parseLong(Files.readAllLines(file).getFirst().strip());
        var process = ProcessHandle.of(pid).orElse(null);
        var commandLine = Path.of("/proc/" + pid + "/cmdline");
        if (process == null
                || !Files.isReadable(commandLine)
                || !Files.readString(commandLine).contains(data.toString())) {
            return;
        }
        LOG.info("stopping a PostgreSQL that was left behind ({})", pid);
        try {
            new ProcessBuilder("kill", "-INT", Long.toString(pid)).start().waitFor();
            process.onExit().get(20, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException stubborn) {
            process.destroyForcibly();
            process.onExit().join();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Makes the database and the roles of the platform where they do not exist, and sets their
     * passwords.
     *
     * @param passwords by role name
     */
    public void bootstrap(Map<String, String> passwords) {
        try (var connection = connect("postgres")) {
            for (var role : passwords.entrySet()) {
                var name = identifier(role.getKey());
                if (!exists(
                        connection, "select 1 from pg_roles where rolname = ?", role.getKey())) {
                    run(connection, "create role " + name);
                }
                run(
                        connection,
                        "alter role %s with login nosuperuser nocreatedb nocreaterole nobypassrls password %s"
                                .formatted(name, literal(role.getValue())));
            }
            if (!exists(connection, "select 1 from pg_database where datname = ?", DATABASE)) {
                run(connection, "create database q2o owner q2o_owner");
            }
        } catch (SQLException fault) {
            throw new IllegalStateException("the roles of PostgreSQL could not be made", fault);
        }
        try (var connection = connect(DATABASE)) {
            run(connection, "create extension if not exists pg_trgm");
            run(connection, "alter schema public owner to q2o_owner");
            run(connection, "revoke all on schema public from public");
        } catch (SQLException fault) {
            throw new IllegalStateException("the database q2o could not be prepared", fault);
        }
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port() + "/" + database, "postgres", "postgres");
    }

    private static boolean exists(Connection connection, String sql, String name)
            throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, name);
            return statement.executeQuery().next();
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static String literal(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }

    /** The port on loopback. */
    public int port() {
        return server.getPort();
    }

    /** {@code postgresql://host:port/database} for the services. */
    public String url() {
        return "postgresql://127.0.0.1:" + port() + "/" + DATABASE;
    }

    /** Stops in order. */
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException fault) {
            throw new UncheckedIOException("PostgreSQL did not stop in order", fault);
        }
    }
}
