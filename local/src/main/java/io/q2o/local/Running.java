package io.q2o.local;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What runs where.
 *
 * @param launcher process id of {@code up}
 * @param parts by name, in the order in which they are stopped
 */
record Running(long launcher, Map<String, Part> parts) {
    /**
     * @param managementPort 0 if it has none
     */
    record Part(long pid, int port, int managementPort) {}

    Map<String, Object> toMap() {
        var all = new LinkedHashMap<String, Object>();
        all.put("launcher", Map.of("pid", launcher));
        parts.forEach((name, part) -> {
            var one = new LinkedHashMap<String, Object>();
            one.put("pid", part.pid());
            one.put("port", part.port());
            if (part.managementPort() != 0) {
                one.put("managementPort", part.managementPort());
            }
            all.put(name, one);
        });
        return all;
    }

    static Running of(JsonNode json) {
        var parts = new LinkedHashMap<String, Part>();
        json.properties()
                .forEach(entry -> {
                    if (!entry.getKey().equals("launcher")) {
                        var part = entry.getValue();
                        parts.put(
                                entry.getKey(),
                                new Part(
                                        part.path("pid").asLong(),
                                        part.path("port").asInt(),
                                        part.path("managementPort").asInt(0)));
                    }
                });
        return new Running(json.path("launcher").path("pid").asLong(), parts);
    }
}
