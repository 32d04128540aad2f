package io.q2o.processors.automation;

import io.q2o.log.DataKeys;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Every hour lets the topic of data keys forget what was tombstoned. */
@Component
@EnableScheduling
class KeysTick {
    private static final Logger LOG = LoggerFactory.getLogger(KeysTick.class);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final DataKeys keys;

    KeysTick(DataKeys keys) {
        this.keys = keys;
    }

    @Scheduled(initialDelay = 1, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void tick() {
        try {
            keys.tick().block(LIMIT);
        } catch (RuntimeException away) {
            LOG.warn("data keys get their tick in an hour: {}", away.toString());
        }
    }
}
