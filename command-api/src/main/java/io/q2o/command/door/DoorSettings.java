package io.q2o.command.door;

import io.q2o.domain.RuleBook;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How commands are let in.
 *
 * @param answerTimeout how long a caller waits for what becomes of a command
 * @param mostWaiting callers who wait at once; more get 503
 * @param stalledAfter without an acknowledgement for so long the broker counts as away
 * @param rules rule version that new commands name; raise it when all instances are upgraded
 */
@ConfigurationProperties("q2o.door")
record DoorSettings(
        @DefaultValue("5s") Duration answerTimeout,
        @DefaultValue("2048") int mostWaiting,
        @DefaultValue("2s") Duration stalledAfter,
        @DefaultValue("0") int rules) {
    DoorSettings {
        if (rules < 0 || rules > RuleBook.VERSION) {
            throw new IllegalArgumentException(
                    "q2o.door.rules must be 1 to " + RuleBook.VERSION + ", or 0 for the newest");
        }
    }

    int ruleVersion() {
        return rules == 0 ? RuleBook.VERSION : rules;
    }
}
