package io.q2o.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.q2o.domain.Kind;
import io.q2o.domain.platform.PlatformRules;
import io.q2o.log.TopicSetup;
import java.time.Duration;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;

/** What deciders remember, as a restart finds it. */
final class DeciderState {
    static final String GROUP = "q2o-decider";

    private DeciderState() {}

    /** The wanted entries of each partition, their values in hexadecimal digits. */
    static Map<Integer, Map<String, String>> entries(Stack stack, Predicate<String> isWanted) {
        var entries = new TreeMap<Integer, Map<String, String>>();
        for (var record : Topic.committed(stack, TopicSetup.CHANGELOG)) {
            var ofPartition = entries.computeIfAbsent(record.partition(), _ -> new TreeMap<>());
            if (record.value() == null) {
                ofPartition.remove(record.key());
            } else if (isWanted.test(record.key())) {
                ofPartition.put(record.key(), HexFormat.of().formatHex(record.value()));
            }
        }
        return entries;
    }

    /** Whether an entry follows from telemetry. */
    static boolean isPassing(String key) {
        return PlatformRules.book().kinds().stream()
                .filter(kind -> key.startsWith(kind.name() + "/"))
                .anyMatch(Kind::isPassing);
    }

    /** Deletes topics and where the group stands; returns once they are gone. */
    static void lose(Admin admin, Collection<String> topics)
            throws ExecutionException, InterruptedException, TimeoutException {
        // a member that took too long to leave is counted out when its session has ended
        await().atMost(Duration.ofMinutes(1))
                .ignoreExceptions()
                .until(() -> {
                    admin.deleteConsumerGroups(List.of(GROUP)).all().get(20, TimeUnit.SECONDS);
                    return true;
                });
        admin.deleteTopics(topics).all().get(20, TimeUnit.SECONDS);
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() ->
                        assertThat(admin.listTopics().names().get(20, TimeUnit.SECONDS))
                                .doesNotContainAnyElementsOf(topics));
    }
}
