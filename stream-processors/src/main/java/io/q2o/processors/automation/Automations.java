package io.q2o.processors.automation;

import io.micrometer.core.instrument.MeterRegistry;
import io.q2o.log.DeadLetterRecord;
import io.q2o.log.KafkaSettings;
import io.q2o.processors.health.Troubled;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;

/** Runs automations as long as the service runs, and tells of their troubles. */
public final class Automations implements SmartLifecycle, HealthIndicator {
    private static final Logger LOG = LoggerFactory.getLogger(Automations.class);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Map<String, Object> client;
    private final MeterRegistry meters;
    private final List<AutomationRunner> runners;
    private volatile boolean running;

    public Automations(KafkaSettings kafka, List<Automation> automations, MeterRegistry meters) {
        this.meters = meters;
        client = kafka.clientSettings("q2o-automations-dead-letters");
        client.put(ProducerConfig.ACKS_CONFIG, "all");
        client.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        client.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, LIMIT.toMillis());
        client.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) LIMIT.toMillis() / 2);
        client.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) LIMIT.toMillis());
        runners =
                automations.stream()
                        .map(automation -> new AutomationRunner(automation, kafka, this::setAside))
                        .toList();
    }

    private void setAside(DeadLetterRecord letter) {
        LOG.error(
                "{}-{}@{} goes to the dead letters: {}",
                letter.topic(),
                letter.partition(),
                letter.offset(),
                letter.reason());
        // this seldom happens: a producer is made for it
        try (var producer =
                new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer())) {
            producer.send(letter.toProduce()).get();
        } catch (ExecutionException fault) {
            throw new KafkaException("a dead letter could not be written", fault.getCause());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new KafkaException("stopped before a dead letter was written", stop);
        }
        meters.counter("q2o.automation.unreadable").increment();
    }

    @Override
    public Health health() {
        return Troubled.health(runners);
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
