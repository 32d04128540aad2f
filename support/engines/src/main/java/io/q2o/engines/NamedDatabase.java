package io.q2o.engines;

/** A database on a server that somebody else stops. */
record NamedDatabase(String host, int port, String name, DatabasePasswords passwords)
        implements Database {

    @Override
    public void close() {}
}
