package io.q2o.command.decider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.q2o.domain.platform.PlatformRules;
import io.q2o.log.EventRecord;
import io.q2o.log.OutcomeRecord;
import io.q2o.schemas.Position;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The log decides: whoever decides it again, anywhere, writes the same bytes. */
class ReplayTest {
    private static final long SEED = new Random().nextLong();
    private static final int COUNT = 10_500;
    private static final int PARTITION = 5;

    private static List<Appended> requests = List.of();
    private static Written first =
            new Written(List.of(), List.of(), List.of(), List.of(), Map.of());
    private static List<EventRecord> events = List.of();
    private static Map<OutcomeRecord, Instant> outcomes = Map.of();
    private static Map<String, byte[]> stored = Map.of();

    private final Locale locale = Locale.getDefault();
    private final TimeZone zone = TimeZone.getDefault();

    /** Everything that was written, as text: topic by topic, and the store. */
    private record Written(
            List<String> events,
            List<String> outcomes,
            List<String> plans,
            List<String> deadLetters,
            Map<String, String> stored) {}

    private static DecidedPartition partition() {
        return new DecidedPartition(PARTITION, new Partitions(), PlatformRules.book());
    }

    @BeforeAll
    static void decidesOnce() {
        requests = new ArrayList<>(RandomRequests.of(SEED, COUNT - 1));
        // whatever was random, the last one is answered
        requests.add(Appended.of(Requests.rename("tenant-1", "Last"), "the last"));
        try (var log = partition()) {
            requests.forEach(log::append);
            var taken = log.takeEvents();
            events = log.readEvents(taken);
            var answered = log.takeOutcomes();
            outcomes = new LinkedHashMap<>();
            answered.forEach(one -> outcomes.put(log.readOutcome(one), one.getRecordTime()));
            stored = log.stored();
            first = written(taken, answered, log);
        }
    }

    @AfterEach
    void setDefaultsBack() {
        Locale.setDefault(locale);
        TimeZone.setDefault(zone);
    }

    private static Written written(DecidedPartition log) {
        return written(log.takeEvents(), log.takeOutcomes(), log);
    }

    private static Written written(
            List<TestRecord<String, byte[]>> events,
            List<TestRecord<String, byte[]>> outcomes,
            DecidedPartition log) {
        return new Written(
                texts(events),
                texts(outcomes),
                texts(log.takePlans()),
                texts(log.takeDeadLetters()),
                texts(log.stored()));
    }

    private static List<String> texts(List<TestRecord<String, byte[]>> records) {
        return records.stream().map(ReplayTest::text).toList();
    }

    private static String text(TestRecord<String, byte[]> record) {
        var text = new StringBuilder().append(record.timestamp()).append(' ').append(record.key());
        record.headers()
                .forEach(header ->
                        text.append(' ')
                                .append(header.key())
                                .append('=')
                                .append(new String(header.value(), StandardCharsets.UTF_8)));
        var value = record.value();
        return text.append(' ')
                .append(value == null ? null : new String(value, StandardCharsets.UTF_8))
                .toString();
    }

    private static Map<String, String> texts(Map<String, byte[]> entries) {
        var texts = new TreeMap<String, String>();
        entries.forEach((key, value) -> texts.put(key, HexFormat.of().formatHex(value)));
        return texts;
    }

    private static void assertSame(Written again) {
        assertSame(again.events(), first.events());
        assertSame(again.outcomes(), first.outcomes());
        assertSame(again.plans(), first.plans());
        assertSame(again.deadLetters(), first.deadLetters());
        assertThat(again.stored().entrySet().stream().map(Map.Entry::toString).toList())
                .isEqualTo(first.stored().entrySet().stream().map(Map.Entry::toString).toList());
    }

    private static void assertSame(List<String> again, List<String> first) {
        for (int i = 0; i < Math.min(again.size(), first.size()); i++) {
            if (!again.get(i).equals(first.get(i))) {
                assertThat(again.get(i)).as("record %d, seed %d", i, SEED).isEqualTo(first.get(i));
            }
        }
        assertThat(again).as("seed %d", SEED).hasSameSizeAs(first);
    }

    @Test
    void tellsEnoughToMeanSomething() {
        assertThat(first.events()).hasSizeGreaterThan(COUNT / 4);
        assertThat(first.outcomes()).hasSizeGreaterThan(COUNT * 9 / 10);
        assertThat(first.plans()).isNotEmpty();
        assertThat(first.deadLetters()).hasSizeBetween(COUNT / 200, COUNT / 50);
        var statuses =
                first.outcomes().stream()
                        .map(text -> text.replaceFirst(".* status=(\\d+) .*", "$1"))
                        .collect(Collectors.groupingBy(status -> status, Collectors.counting()));
        assertThat(statuses).containsKeys("200", "201", "404", "409", "412", "422", "500");
    }

    @Test
    void writesTheSameBytesWithAnotherLocaleAndTimeZone() {
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Chatham"));
        try (var log = partition()) {
            requests.forEach(log::append);
            assertSame(written(log));
        }
    }

    @Test
    void writesTheSameBytesWhateverRestartsAndRepeatedDeliveriesThereAre() {
        Locale.setDefault(Locale.forLanguageTag("tr-TR"));
        var random = new Random(SEED);
        try (var log = partition()) {
            for (int i = 0; i < requests.size(); i++) {
                if (random.nextInt(200) == 0) {
                    var back = random.nextInt(0, Math.min(i, 20) + 1);
                    log.restart(null).seek(i - back);
                    requests.subList(i - back, i).forEach(log::append);
                }
                log.append(requests.get(i));
            }
            assertSame(written(log));
        }
    }

    @Test
    void knowsTheSameFromEventsAlone() {
        var fold = new StateFold(PlatformRules.book());
        events.forEach(fold::fold);
        var things = new TreeMap<>(stored);
        things.keySet().removeIf(key -> key.startsWith("~") && !key.startsWith("~version/"));
        assertThat(things).hasSizeGreaterThan(200);
        assertThat(texts(fold.entries())).as("seed %d", SEED).isEqualTo(texts(things));
    }

    @Test
    void remembersTheSameFromEventsAndOutcomes() {
        var fold = new PartitionFold(PlatformRules.book());
        events.forEach(fold::fold);
        outcomes.forEach(fold::fold);
        assertThat(fold.missing()).isNull();
        assertThat(fold.last())
                .isEqualTo(
                        new PartitionFold.Decided(
                                new Position(PARTITION, COUNT - 1), Appended.idOf("the last")));
        assertThat(fold.answers()).isGreaterThan(500); // many of which have left since
        assertThat(stored.keySet()).anyMatch(key -> key.startsWith("~answer/"));
        assertThat(texts(fold.entries(COUNT, 0))).as("seed %d", SEED).isEqualTo(texts(stored));
    }

    @Test
    void missesEventsThatOutcomesTellOf() {
        var fold = new PartitionFold(PlatformRules.book());
        var position = events.getLast().position();
        events.stream().filter(event -> !event.position().equals(position)).forEach(fold::fold);
        outcomes.forEach(fold::fold);
        assertThat(fold.missing()).isEqualTo(position);
    }

    @Test
    void foldsNoEventsWithAHole() {
        var fold = new StateFold(PlatformRules.book());
        fold.fold(events.getFirst());
        var later =
                events.stream()
                        .filter(event -> event.key().equals(events.getFirst().key()))
                        .filter(event -> event.tenantVersion() == 3)
                        .findFirst()
                        .orElseThrow();
        assertThatThrownBy(() -> fold.fold(later))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("event 3 of");
    }

    @Test
    void countsTheEventsOfEachKeyWithoutAHole() {
        var versions = new TreeMap<String, Long>();
        for (var event : events) {
            assertThat(event.tenantVersion()).isEqualTo(versions.merge(event.key(), 1L, Long::sum));
        }
    }

    @Test
    void answersEveryCommandOnceInTheOrderOfTheLog() {
        assertThat(first.outcomes())
                .map(text -> Long.parseLong(text.replaceFirst("\\d+ 5-(\\d+) .*", "$1")))
                .doesNotHaveDuplicates()
                .isSorted();
    }
}
