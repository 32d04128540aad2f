package io.q2o.engines;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a broker of one node needs to be small, start fast and let killed clients go soon. */
final class BrokerSettings {

    private BrokerSettings() {}

    /** The settings that do not depend on where the broker runs. */
    static Map<String, String> common() {
        var settings = new LinkedHashMap<String, String>();
        // one node: nothing to replicate to
        settings.put("default.replication.factor", "1");
        settings.put("min.insync.replicas", "1");
        for (var topic :
                new String[] {
                    "offsets.topic", "transaction.state.log", "share.coordinator.state.topic"
                }) {
            settings.put(topic + ".replication.factor", "1");
            settings.put(topic + ".num.partitions", "4");
            settings.put(topic + ".segment.bytes", "10485760");
        }
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("auto.create.topics.enable", "false");

        // a killed instance's open transaction blocks read-committed readers until it is aborted
        settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        // groups form at once, and members may beat often
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("group.streams.initial.rebalance.delay.ms", "0");
        for (var kind : new String[] {"consumer", "share", "streams"}) {
            settings.put("group." + kind + ".min.heartbeat.interval.ms", "500");
            settings.put("group." + kind + ".heartbeat.interval.ms", "500");
        }
        // a broker that was killed is fenced until its session ends, and a restart waits for that
        settings.put("broker.session.timeout.ms", "2500");
        settings.put("broker.heartbeat.interval.ms", "250");

        settings.put("log.cleaner.dedupe.buffer.size", "16777216");
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.put("background.threads", "2");
        settings.put("num.recovery.threads.per.data.dir", "1");
        return settings;
    }

    /** The settings of a broker that is its own controller, on loopback. */
    static Map<String, String> embedded(String logDirectory, int port, int controllerPort) {
        var settings = common();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        settings.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        settings.put(
                "listeners",
                "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("log.dirs", logDirectory);
        return settings;
    }
}
