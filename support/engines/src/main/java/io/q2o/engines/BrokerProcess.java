package io.q2o.engines;

import java.nio.file.Path;

/** The broker as a program. */
final class BrokerProcess {

    private BrokerProcess() {}

    /**
     * @param arguments directory, port
     */
    public static void main(String[] arguments) {
        var directory = Path.of(arguments[0]);
        var broker = EmbeddedBroker.start(directory, Integer.parseInt(arguments[1]));
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "stop-broker"));
        ReadyFile.in(directory).write(broker.port());
    }
}
