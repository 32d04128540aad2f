package io.q2o.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.q2o.log.KafkaSettings;
import io.q2o.log.LogJson;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Where the group stands decides nothing: the state itself knows how far it has got. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GroupOffsetsLostIT {
    private final Stack stack = Stack.named("group-offsets-lost");
    private Member commandApi;

    @BeforeAll
    void start() throws Exception {
        stack.broker();
        commandApi = stack.commandApi().awaitReady();
        Load.preparePlan(stack, commandApi);
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    private double skipped() throws Exception {
        var metric =
                stack.admin()
                        .get(
                                commandApi.atManagement("/actuator/metrics/q2o.decider.skipped"),
                                Map.of());
        return LogJson.MAPPER
                .readTree(metric.body())
                .required("measurements")
                .required(0)
                .required("value")
                .asDouble();
    }

    @Test
    void nothingIsDecidedTwiceWhenTheOffsetsOfTheGroupAreGone() throws Exception {
        var load = Load.start(stack, 8, commandApi);
        load.awaitAnswers(300);
        var answers = load.stop();
        var before = Audit.of(stack);
        commandApi.stop();
        try (var admin =
                Admin.create(
                        KafkaSettings.local(stack.bootstrapServers(), 6).clientSettings("test"))) {
            admin.deleteConsumerGroups(List.of("q2o-decider")).all().get(20, TimeUnit.SECONDS);
        }

        commandApi.restart().awaitReady();
        var more = Load.start(stack, 8, commandApi);
        more.awaitAnswers(100);
        var answersAfter = more.stop();

        assertThat(skipped()).isEqualTo(before.commands());
        var after = Audit.of(stack);
        after.confirms(answers);
        after.confirms(answersAfter);
        // what is refused as unavailable was never appended
        assertThat(after.commands())
                .isEqualTo(
                        before.commands()
                                + answersAfter.stream()
                                        .filter(answer -> answer.status() != 503)
                                        .count());
    }
}
