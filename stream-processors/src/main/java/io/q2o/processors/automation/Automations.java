package io.q2o.processors.automation;

import io.q2o.log.KafkaSettings;
import java.util.List;
import org.springframework.context.SmartLifecycle;

/** Runs automations as long as the service runs. */
public final class Automations implements SmartLifecycle {
    private final List<AutomationRunner> runners;
    private volatile boolean running;

    public Automations(KafkaSettings kafka, List<Automation> automations) {
        runners =
                automations.stream()
                        .map(automation -> new AutomationRunner(automation, kafka))
                        .toList();
    }

    @Override
    public void start() {
        runners.forEach(AutomationRunner::start);
        running = true;
    }

    @Override
    public void stop() {
        runners.parallelStream().forEach(AutomationRunner::close);
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
