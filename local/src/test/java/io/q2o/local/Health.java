package io.q2o.local;

import io.q2o.log.LogJson;
import java.io.IOException;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What a command API says about itself at its management port. */
record Health(int status, JsonNode decider, JsonNode partitionsOfIt) {
    static Health of(Stack stack, Member member) throws IOException {
        var answer = stack.admin().get(member.atManagement("/actuator/health"), Map.of());
        var components = LogJson.MAPPER.readTree(answer.body()).path("components");
        return new Health(
                answer.statusCode(),
                components.path("decider").path("details"),
                components.path("partitions").path("details"));
    }

    /** How many partitions it decides. */
    int partitions() {
        return decider.path("partitions").asInt(0);
    }

    /** Why a partition stands still; empty if it does not. */
    String haltOf(int partition) {
        return partitionsOfIt.path("partition-" + partition).asString("");
    }

    /** Why it decides nothing any more; empty while it does. */
    String handedOver() {
        return decider.path("handed-over").asString("");
    }
}
