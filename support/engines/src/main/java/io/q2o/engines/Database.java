package io.q2o.engines;

/**
 * A database on a running PostgreSQL, with the four login roles of {@link DatabaseRole}. Closing it
 * stops the server when this started one and keeps its data.
 */
public interface Database extends AutoCloseable {

    String host();

    int port();

    /** The database's name; {@code q2o} unless a test asked for one of its own. */
    String name();

    DatabasePasswords passwords();

    /** {@code postgresql://host:port/name}: the form of {@code q2o.postgres.url}. */
    default String url() {
        return "postgresql://" + host() + ":" + port() + "/" + name();
    }

    default String jdbcUrl() {
        return "jdbc:" + url();
    }

    @Override
    void close();
}
