package io.q2o.engines;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** A broker as a process of its own: {@code <directory> <port> [setting=value …]}. */
public final class BrokerProcess {
    private BrokerProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length < 2) {
            System.err.println("usage: <directory> <port> [setting=value ...]");
            System.exit(2);
        }
        ParentProcess.endWithIt();
        var settings = new TreeMap<String, String>();
        for (int i = 2; i < arguments.length; i++) {
            var equals = arguments[i].indexOf('=');
            settings.put(arguments[i].substring(0, equals), arguments[i].substring(equals + 1));
        }
        var broker =
                EmbeddedBroker.start(
                        Path.of(arguments[0]),
                        Integer.parseInt(arguments[1]),
                        Map.copyOf(settings));
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
        System.out.println("ready " + broker.port());
        ParentProcess.tellReady();
        Thread.currentThread().join();
    }
}
