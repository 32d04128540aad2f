package io.q2o.command.decider;

import io.q2o.log.CloudEventHeaders;
import io.q2o.schemas.Topics;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Which events stand in {@code q2o.plans} too, and under which key. */
final class PlanCopies {
    private static final String PLANS = "plans/";

    private PlanCopies() {}

    /** The id of the plan an event is about, null if it is about something else. */
    static @Nullable String planOf(String key, Headers headers) {
        if (!key.equals(Topics.CATALOGUE)) {
            return null;
        }
        var subject = CloudEventHeaders.text(headers, CloudEventHeaders.SUBJECT);
        return subject != null && subject.startsWith(PLANS)
                ? subject.substring(PLANS.length())
                : null;
    }
}
