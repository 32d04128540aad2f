package io.q2o.command.decider;

import static org.assertj.core.api.Assertions.assertThat;

import io.q2o.domain.platform.PlatformRules;
import io.q2o.log.CloudEventHeaders;
import io.q2o.log.OutcomeRecord;
import io.q2o.schemas.Position;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each command of a partition is decided once, whatever offsets the consumer group yields. */
class GuardTest {
    private final Partitions partitions = new Partitions();

    private DecidedPartition partition(int number) {
        return new DecidedPartition(number, partitions, PlatformRules.book());
    }

    private static Appended registered(String slug) {
        return Appended.of(Requests.register(slug), slug);
    }

    @Test
    void skipsWhatIsDecidedAlready() {
        try (var log = partition(0)) {
            log.append(registered("acme")).append(registered("globex"));
            log.takeEvents();
            log.takeOutcomes();
            var before = log.stored();

            log.seek(0).append(registered("acme")).append(registered("globex"));

            assertThat(log.takeEvents()).isEmpty();
            assertThat(log.takeOutcomes()).isEmpty();
            assertThat(log.stored()).containsExactlyEntriesOf(before);
            assertThat(log.append(registered("initech")).readOutcome().status()).isEqualTo(201);
        }
    }

    @Test
    void skipsWhatIsDecidedAlreadyAfterARestart() {
        try (var log = partition(0)) {
            log.append(registered("acme")).append(registered("globex"));
            log.takeEvents();
            log.takeOutcomes();

            log.restart(null).seek(1).append(registered("globex")).append(registered("initech"));

            assertThat(log.readOutcome().position()).isEqualTo(new Position(0, 2));
            assertThat(log.takeEvents()).hasSize(3);
        }
    }

    @Test
    void standsStillAtAGapWhileOtherPartitionsGoOn() {
        try (var log = partition(3);
                var other = partition(4)) {
            log.append(registered("acme"));
            other.append(registered("globex"));
            log.takeEvents();
            log.takeOutcomes();
            other.takeOutcomes();
            var before = log.stored();
            var waiting = log.outcomes.expect(Appended.idOf("initech"));

            log.seek(5).append(registered("initech")).append(registered("hooli"));

            assertThat(partitions.haltOf(3))
                    .contains("partition 3", "offset 1 is to be decided", "goes on at 5");
            assertThat(partitions.halted()).containsOnlyKeys(3);
            assertThat(log.takeEvents()).isEmpty();
            assertThat(log.takeOutcomes()).isEmpty();
            assertThat(log.takeDeadLetters()).isEmpty();
            assertThat(log.stored()).containsExactlyEntriesOf(before);
            assertThat(waiting).isNotDone();
            assertThat(other.append(registered("umbrella")).readOutcome().status()).isEqualTo(201);
            assertThat(partitions.haltOf(4)).isNull();
        }
    }

    @Test
    void standsStillWhenTheFirstCommandsOfAnUnknownPartitionAreGone() {
        try (var log = partition(0)) {
            log.seek(7).append(registered("acme"));
            assertThat(partitions.haltOf(0)).contains("offset 0", "goes on at 7");
            assertThat(log.stored()).isEmpty();
        }
    }

    @Test
    void standsStillForGoodEvenIfTheMissingCommandsComeLater() {
        try (var log = partition(0)) {
            log.append(registered("acme")).seek(2).append(registered("globex"));
            log.takeOutcomes();
            log.seek(1).append(registered("initech"));
            assertThat(log.takeOutcomes()).isEmpty();
        }
    }

    @Test
    void goesOnWhereAnOperatorGivesUpWhatIsLost() {
        try (var log = partition(3)) {
            log.append(registered("acme")).seek(5).append(registered("globex"));
            log.takeOutcomes();

            log.restart(Map.of(3, 5L)).seek(5).append(registered("globex"));

            assertThat(partitions.haltOf(3)).isNull();
            assertThat(log.readOutcome())
                    .extracting(OutcomeRecord::status, OutcomeRecord::position)
                    .containsExactly(201, new Position(3, 5));
        }
    }

    @Test
    void standsStillWhenMoreIsLostThanWasGivenUp() {
        try (var log = partition(3)) {
            log.append(registered("acme"));
            log.takeOutcomes();
            log.restart(Map.of(3, 5L)).seek(6).append(registered("globex"));
            assertThat(partitions.haltOf(3)).contains("goes on at 6");
            assertThat(log.takeOutcomes()).isEmpty();
        }
    }

    @Test
    void decidesNothingAgainThoughALossWasGivenUpBefore() {
        try (var log = partition(3)) {
            log.append(registered("acme")).restart(Map.of(3, 5L)).seek(5);
            log.append(registered("globex")).append(registered("initech"));
            log.takeOutcomes();

            log.restart(Map.of(3, 5L)).seek(5).append(registered("globex"));

            assertThat(log.takeOutcomes()).isEmpty();
            assertThat(partitions.haltOf(3)).isNull();
        }
    }

    @Test
    void beginsPositionsAtTheBaseOfTheFirstCommand() {
        try (var log = partition(2)) {
            log.append(registered("acme").with(CloudEventHeaders.BASE, "1000"));
            var outcome = log.readOutcome();
            assertThat(outcome.position()).isEqualTo(new Position(2, 1000));
            assertThat(outcome.token()).isEqualTo(new Position(2, 1000));
            var event = log.readEvents().getFirst();
            assertThat(event.id()).isEqualTo("2-1000-0");
            assertThat(new String(outcome.body(), java.nio.charset.StandardCharsets.UTF_8))
                    .contains("\"id\":" + new Position(2, 1000).entityId(0) + ",");
        }
    }

    @Test
    void keepsTheBaseWhateverLaterCommandsSay() {
        try (var log = partition(2)) {
            log.append(registered("acme").with(CloudEventHeaders.BASE, "1000"));
            log.append(registered("globex"));
            log.restart(null).append(registered("initech").with(CloudEventHeaders.BASE, "7"));
            assertThat(log.readOutcomes())
                    .extracting(OutcomeRecord::position)
                    .containsExactly(
                            new Position(2, 1000), new Position(2, 1001), new Position(2, 1002));
        }
        try (var log = partition(2)) {
            log.append(registered("acme"));
            log.append(registered("globex").with(CloudEventHeaders.BASE, "1000"));
            assertThat(log.readOutcomes())
                    .extracting(OutcomeRecord::position)
                    .containsExactly(new Position(2, 0), new Position(2, 1));
        }
    }

    @Test
    void beginsAtZeroWhereTheBaseIsNoNumberOrLeavesNoRoom() {
        for (var base : new String[] {"many", "-5", "", "9223372036854775807", "274877906944"}) {
            try (var log = partition(2)) {
                log.append(registered("acme").with(CloudEventHeaders.BASE, base));
                assertThat(log.readOutcome().position())
                        .as("base %s", base)
                        .isEqualTo(new Position(2, 0));
            }
        }
    }
}
