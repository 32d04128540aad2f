package io.q2o.engines;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Makes databases and login roles on a server, as its superuser; may be repeated. */
final class DatabaseBootstrap {

    private final String serverJdbcUrl;
    private final String superuser;
    private final String password;

    /**
     * @param serverJdbcUrl ends with a slash
     */
    DatabaseBootstrap(String serverJdbcUrl, String superuser, String password) {
        this.serverJdbcUrl = serverJdbcUrl;
        this.superuser = superuser;
        this.password = password;
    }

    void roles(DatabasePasswords passwords) throws SQLException {
        try (var connection = connect("postgres");
                var statement = connection.createStatement()) {
            for (var role : DatabaseRole.values()) {
                if (!exists(connection, "select 1 from pg_roles where rolname = ?", role.login())) {
                    statement.execute("create role " + role.login());
                }
                statement.execute(
                        """
                        alter role %s login nosuperuser nocreatedb nocreaterole noreplication nobypassrls noinherit
                            password %s
                        """
                                .formatted(
                                        role.login(),
                                        statement.enquoteLiteral(passwords.of(role))));
            }
        }
    }

    void database(String name) throws SQLException {
        var owner = DatabaseRole.OWNER.login();
        try (var connection = connect("postgres");
                var statement = connection.createStatement()) {
            var quoted = statement.enquoteIdentifier(name, false);
            if (!exists(connection, "select 1 from pg_database where datname = ?", name)) {
                statement.execute("create database " + quoted + " owner " + owner);
            }
            statement.execute("revoke all on database " + quoted + " from public");
            for (var role : DatabaseRole.values()) {
                statement.execute("grant connect on database " + quoted + " to " + role.login());
            }
        }
        try (var connection = connect(name);
                var statement = connection.createStatement()) {
            statement.execute("alter schema public owner to " + owner);
            statement.execute("revoke all on schema public from public");
        }
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(serverJdbcUrl + database, superuser, password);
    }

    private static boolean exists(Connection connection, String query, String name)
            throws SQLException {
        try (var statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            try (var rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }
}
