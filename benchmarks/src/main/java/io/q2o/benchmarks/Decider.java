package io.q2o.benchmarks;

import java.io.IOException;
import tools.jackson.databind.json.JsonMapper;

/** The decider of the running command-api. */
record Decider(Stack stack) {
    static final String PART = "command-api";

    /** What the running process has decided, 0 while it does not say. */
    double decided() {
        try (var caller = new Caller(stack.managementPort(PART))) {
            var answer =
                    caller.send(
                            Caller.request(
                                    "GET",
                                    "/actuator/metrics/q2o.decider.commands",
                                    stack.token(),
                                    null));
            return answer.isGood()
                    ? JsonMapper.shared()
                            .readTree(caller.body())
                            .path("measurements")
                            .path(0)
                            .path("value")
                            .asDouble()
                    : 0;
        } catch (IOException notYet) {
            return 0;
        }
    }
}
