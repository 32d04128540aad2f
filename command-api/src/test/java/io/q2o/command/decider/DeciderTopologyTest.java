package io.q2o.command.decider;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.q2o.domain.platform.PlatformRules;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class DeciderTopologyTest {
    /**
     * Names in it are parts of stored topics: a new line here is a migration of running systems.
     */
    @Test
    void hasTheShapeThatRunningSystemsHave() throws IOException {
        var topology =
                DeciderTopology.of(
                        () ->
                                new DeciderProcessor(
                                        PlatformRules.book(),
                                        DecidedPartition.settings(null),
                                        DecidedPartition.SECRETS,
                                        new Outcomes(),
                                        new Partitions(),
                                        new DeciderMetrics(new SimpleMeterRegistry()),
                                        new CommitPace()),
                        false);
        assertThat(topology.describe().toString().strip()).isEqualTo(pinned());
    }

    private static String pinned() throws IOException {
        try (var file = DeciderTopologyTest.class.getResourceAsStream("topology.txt")) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8)
                    .strip();
        }
    }
}
