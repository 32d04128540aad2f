package io.q2o.engines;

/** A running Kafka broker. Closing it stops it and keeps its data. */
public interface Broker extends AutoCloseable {

    /** {@code host:port}, as clients want it. */
    String bootstrapServers();

    @Override
    void close();
}
