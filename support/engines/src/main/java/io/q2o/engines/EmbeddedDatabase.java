package io.q2o.engines;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL server started by this JVM, on a directory that outlives it, with the database
 * {@code q2o} and its roles. Everybody must show a password; the superuser's is generated and kept
 * in a file that only this user can read.
 */
public final class EmbeddedDatabase implements Database {

    private static final Duration START = Duration.ofSeconds(60);
    static final String NAME = "q2o";

    private final EmbeddedPostgres server;
    private final DatabasePasswords passwords;

    private EmbeddedDatabase(EmbeddedPostgres server, DatabasePasswords passwords) {
        this.server = server;
        this.passwords = passwords;
    }

    /**
     * Returns once the server answers and the roles have these passwords. A server that a killed
     * JVM left behind on this directory is stopped first.
     *
     * @param directory keeps data and binaries; made when absent
     * @param port on loopback; 0 takes a free one
     * @throws EngineException when it does not start, naming the port or the directory
     */
    public static EmbeddedDatabase start(Path directory, int port, DatabasePasswords passwords) {
        var home = directory.toAbsolutePath().normalize();
        int taken = port == 0 ? FreePorts.next() : port;
        stopOrphan(home);
        if (!FreePorts.isFree(taken)) {
            throw new EngineException("PostgreSQL's port " + taken + " is taken", null);
        }
        try {
            Files.createDirectories(home);
            removeHalfUnpacked(home.resolve("bin"));
            var superuserPassword = superuserPassword(superuserPasswordFile(home));
            var server =
                    EmbeddedPostgres.builder()
                            .setPort(taken)
                            .setDataDirectory(home.resolve("data"))
                            .setCleanDataDirectory(false)
                            .setOverrideWorkingDirectory(home.resolve("bin").toFile())
                            .setRegisterShutdownHook(false)
                            .setLocaleConfig("locale", "C.UTF-8")
                            .setConnectConfig("password", superuserPassword)
                            // the builder's own defaults give durability up
                            .setServerConfig("fsync", "on")
                            .setServerConfig("synchronous_commit", "on")
                            .setServerConfig("max_connections", "100")
                            .setServerConfig("listen_addresses", "127.0.0.1")
                            .setServerConfig("unix_socket_directories", "")
                            .setPGStartupWait(START)
                            .start();
            var jdbcUrl = "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/";
            var bootstrap = new DatabaseBootstrap(jdbcUrl, "postgres", superuserPassword);
            var database = new EmbeddedDatabase(server, passwords);
            try {
                askForPasswords(home.resolve("data"), jdbcUrl, superuserPassword);
                bootstrap.roles(passwords);
                bootstrap.database(NAME);
            } catch (SQLException | IOException | RuntimeException e) {
                database.close();
                throw e;
            }
            return database;
        } catch (IOException | SQLException | IllegalStateException e) {
            throw new EngineException(
                    "PostgreSQL does not start on " + directory + ": " + e.getMessage(), e);
        }
    }

    /** Binaries whose unpacking was interrupted would be in the way of unpacking them again. */
    private static void removeHalfUnpacked(Path binaries) throws IOException {
        if (!Files.isDirectory(binaries)) {
            return;
        }
        try (var versions = Files.list(binaries)) {
            for (var version : versions.filter(Files::isDirectory).toList()) {
                if (!Files.exists(version.resolve(".exists"))) {
                    TestEngines.delete(version);
                }
            }
        }
    }

    @Override
    public String host() {
        return "127.0.0.1";
    }

    @Override
    public int port() {
        return server.getPort();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public DatabasePasswords passwords() {
        return passwords;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new EngineException("PostgreSQL did not stop: " + e.getMessage(), e);
        }
    }

    /** The server that runs on this directory, whoever started it. */
    public static Optional<ProcessHandle> serverOn(Path directory) {
        var data = directory.toAbsolutePath().normalize().resolve("data");
        try {
            var pid =
                    Long.parseLong(
                            Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip());
            return ProcessHandle.of(pid).filter(process -> serves(process, data));
        } catch (IOException | NumberFormatException | java.util.NoSuchElementException _) {
            return Optional.empty();
        }
    }

    /** Stops the server that runs on this directory, if any; waits until it has ended. */
    public static void stopOrphan(Path directory) {
        serverOn(directory).ifPresent(EmbeddedDatabase::stopFast);
    }

    static Path superuserPasswordFile(Path directory) {
        return directory.resolve("superuser-password");
    }

    private static boolean serves(ProcessHandle process, Path data) {
        var command = Path.of("/proc", Long.toString(process.pid()), "cmdline");
        try {
            // elsewhere than on Linux the pid file alone must do
            return !Files.exists(command) || Files.readString(command).contains(data.toString());
        } catch (IOException _) {
            return false;
        }
    }

    private static void stopFast(ProcessHandle server) {
        try {
            new ProcessBuilder("kill", "-INT", Long.toString(server.pid())).start().waitFor();
            server.onExit().get(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException("interrupted while PostgreSQL stops", e);
        } catch (IOException
                | java.util.concurrent.ExecutionException
                | java.util.concurrent.TimeoutException _) {
            server.destroyForcibly();
            server.onExit().join();
        }
    }

    private static String superuserPassword(Path file) throws IOException {
        if (!Files.exists(file)) {
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(
                        file,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
            }
            Files.writeString(file, DatabasePasswords.randomPassword());
        }
        return Files.readString(file).strip();
    }

    /** A new cluster trusts whoever connects; from its first start on it asks. */
    private static void askForPasswords(Path data, String jdbcUrl, String password)
            throws IOException, SQLException {
        var rules = data.resolve("pg_hba.conf");
        var wanted = List.of("host all all 127.0.0.1/32 scram-sha-256");
        if (Files.readAllLines(rules).equals(wanted)) {
            return;
        }
        try (var connection =
                        DriverManager.getConnection(jdbcUrl + "postgres", "postgres", password);
                var statement = connection.createStatement()) {
            statement.execute("alter role postgres password '" + password + "'");
            Files.write(rules, wanted);
            statement.execute("select pg_reload_conf()");
        }
    }
}
