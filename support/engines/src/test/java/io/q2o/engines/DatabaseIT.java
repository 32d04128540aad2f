package io.q2o.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseIT {

    private static final Duration START = Duration.ofSeconds(60);

    @TempDir Path directory;

    @Test
    void keepsRowsAndTakesNewPasswordsWhenStartedAgain() throws Exception {
        try (var database = EmbeddedDatabase.start(directory, 0, DatabasePasswords.random());
                var owner = connect(database, DatabaseRole.OWNER);
                var statement = owner.createStatement()) {
            statement.execute("create table kept(id int)");
            statement.execute("insert into kept values (7)");
        }
        var changed = DatabasePasswords.random();
        try (var database = EmbeddedDatabase.start(directory, 0, changed)) {
            try (var owner = connect(database, DatabaseRole.OWNER)) {
                assertThat(value(owner, "select id from kept")).isEqualTo("7");
                assertThat(value(owner, "show fsync")).isEqualTo("on");
                assertThat(value(owner, "show synchronous_commit")).isEqualTo("on");
            }
        }
    }

    @Test
    void givesEachRoleWhatItNeedsAndNoMore() throws Exception {
        var database = TestEngines.postgres();
        for (var role : DatabaseRole.values()) {
            try (var connection = connect(database, role)) {
                assertThat(
                                value(
                                        connection,
                                        """
                                        select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb
                                        from pg_roles where rolname = current_user
                                        """))
                        .isEqualTo("f");
                if (role != DatabaseRole.OWNER) {
                    assertThatThrownBy(() -> value(connection, "create table public.no(id int)"))
                            .isInstanceOf(SQLException.class)
                            .hasMessageContaining("permission denied");
                }
            }
        }
    }

    @Test
    void asksEverybodyForAPassword() {
        var database = TestEngines.postgres();
        for (var login : new String[] {"postgres", DatabaseRole.OWNER.login()}) {
            assertThatThrownBy(
                            () -> DriverManager.getConnection(database.jdbcUrl(), login, "guessed"))
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void givesATestADatabaseOfItsOwn() throws Exception {
        var one = TestEngines.emptyDatabase();
        var other = TestEngines.emptyDatabase();
        try (var owner = connect(one, DatabaseRole.OWNER);
                var statement = owner.createStatement()) {
            statement.execute("create table only_here(id int)");
        }
        try (var owner = connect(other, DatabaseRole.OWNER)) {
            assertThat(value(owner, "select to_regclass('only_here') is null")).isEqualTo("t");
        }
    }

    @Test
    void replacesTheServerOfAKilledProcess() throws Exception {
        var passwords = DatabasePasswords.random();
        var log = directory.resolve("postgres.log");
        int port;
        ProcessHandle orphan;
        try (var postgres =
                EngineProcess.startPostgres(directory, 0, passwords, log).awaitReady(START)) {
            port = postgres.port();
            postgres.process().destroyForcibly().waitFor();
            orphan = EmbeddedDatabase.serverOn(directory).orElseThrow();
            assertThat(orphan.isAlive()).isTrue();
        }
        long start = System.nanoTime();
        try (var postgres =
                EngineProcess.startPostgres(directory, port, passwords, log).awaitReady(START)) {
            assertThat(orphan.isAlive()).isFalse();
            assertThat(postgres.port()).isEqualTo(port);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(20));
        }
        await().untilAsserted(() -> assertThat(EmbeddedDatabase.serverOn(directory)).isEmpty());
    }

    @Test
    void endsWithItsServer() {
        var log = directory.resolve("postgres.log");
        try (var postgres =
                EngineProcess.startPostgres(directory, 0, DatabasePasswords.random(), log)
                        .awaitReady(START)) {
            EmbeddedDatabase.stopOrphan(directory);
            await().atMost(Duration.ofSeconds(10)).until(() -> !postgres.process().isAlive());
        }
    }

    @Test
    void keepsTheSuperusersPasswordForItsOwnUser() throws Exception {
        try (var _ = EmbeddedDatabase.start(directory, 0, DatabasePasswords.random())) {
            var permissions =
                    Files.getPosixFilePermissions(
                            EmbeddedDatabase.superuserPasswordFile(directory));
            assertThat(PosixFilePermissions.toString(permissions)).isEqualTo("rw-------");
        }
    }

    private static Connection connect(Database database, DatabaseRole role) throws SQLException {
        return DriverManager.getConnection(
                database.jdbcUrl(), role.login(), database.passwords().of(role));
    }

    private static String value(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
