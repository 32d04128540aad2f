package io.q2o.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.q2o.schemas.Sealed;
import io.q2o.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Personal texts open wherever the keys are read, until they are forgotten everywhere. */
class DataKeysIT {
    private static final SecretSettings SECRETS =
            new SecretSettings("AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=");
    private static final SecretSettings OTHER_SECRETS =
            new SecretSettings("ISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+P0A=");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<DataKeys> instances = new ArrayList<>();
    private final String slug = "tenant-" + UUID.randomUUID();
    private final DataKeys one = instance();
    private final DataKeys other = instance();

    @BeforeAll
    static void topics() {
        new TopicSetup(TestTopics.KAFKA).run();
    }

    @AfterEach
    void close() {
        instances.forEach(DataKeys::close);
    }

    private DataKeys instance() {
        return instance(SECRETS);
    }

    private DataKeys instance(SecretSettings secrets) {
        var keys = new DataKeys(TestTopics.KAFKA, secrets, "test-keys");
        instances.add(keys);
        keys.start();
        return keys;
    }

    private static <T> @Nullable T wait(Mono<T> mono) {
        return mono.block(PATIENCE);
    }

    private static Sealed seal(DataKeys keys, String slug, String text) {
        return Objects.requireNonNull(wait(keys.seal(slug, text)));
    }

    /** Keys of the tenant that are on the topic and not forgotten. */
    private Set<String> keysOnTopic() {
        var keys = new HashSet<String>();
        for (var record : TestTopics.read(Topics.KEYS)) {
            if (record.key().startsWith(slug + "/")) {
                if (record.value() == null) {
                    keys.remove(record.key());
                } else {
                    keys.add(record.key());
                }
            }
        }
        keys.remove(slug + "/" + DataKeys.FORGOTTEN);
        return keys;
    }

    @Test
    void opensInOneProcessWhatAnotherSealed() {
        var sealed = seal(one, slug, "anna@acme.example");
        assertThat(sealed.key()).startsWith(slug + "/");
        assertThat(wait(other.open(sealed))).isEqualTo("anna@acme.example");
        assertThat(wait(instance().open(sealed))).isEqualTo("anna@acme.example");
    }

    @Test
    void writesNoKeyInTheClear() {
        seal(one, slug, "anna@acme.example");
        var written =
                TestTopics.read(Topics.KEYS).stream()
                        .filter(record -> record.key().startsWith(slug + "/"))
                        .toList();
        assertThat(written).hasSize(1);
        var key =
                DataKey.unwrap(
                        written.getFirst().key(), written.getFirst().value(), SECRETS.master());
        var hex = HexFormat.of();
        assertThat(hex.formatHex(written.getFirst().value()))
                .doesNotContain(hex.formatHex(key.bytes()));
    }

    @Test
    void looksForAnUnknownKeyToTheEndOfTheTopicFirst() {
        wait(other.open(seal(one, slug, "warm")));
        for (int i = 0; i < 20; i++) {
            var each = slug + "-" + i;
            assertThat(wait(other.open(seal(one, each, "text " + i)))).isEqualTo("text " + i);
        }
    }

    @Test
    void findsNothingUnderAKeyThatNeverWas() {
        assertThat(wait(one.open(new Sealed(slug + "/nothing", "AAAA", "")))).isNull();
    }

    @Test
    void keepsOneKeyATenant() {
        var keys = new HashSet<String>();
        for (int i = 0; i < 10; i++) {
            keys.add(seal(one, slug, "text " + i).key());
        }
        wait(other.open(seal(one, slug, "last")));
        keys.add(seal(other, slug, "text").key());
        assertThat(keys).hasSize(1);
    }

    @Test
    void needsFewKeysThoughManySealAtOnce() {
        var sealed =
                Flux.range(0, 64)
                        .flatMap(i -> (i % 2 == 0 ? one : other).seal(slug, "text " + i), 64)
                        .collectList();
        var all = Objects.requireNonNull(wait(sealed));
        assertThat(all.stream().map(Sealed::key).collect(Collectors.toSet()))
                .hasSizeLessThanOrEqualTo(4);
        for (var each : all) {
            assertThat(wait(one.open(each))).startsWith("text ").isEqualTo(wait(other.open(each)));
        }
    }

    @Test
    void forgetsEverythingOfATenantAndNothingOfOthers() {
        var sealed = seal(one, slug, "anna@acme.example");
        var second = seal(other, slug, "bert@acme.example");
        // its name begins with that of the forgotten one
        var neighbour = seal(one, slug + "-2", "carl@globex.example");

        wait(other.forget(slug));

        assertThat(keysOnTopic()).isEmpty();
        for (var keys : List.of(one, other, instance())) {
            await().untilAsserted(() -> assertThat(wait(keys.open(sealed))).isNull());
            await().untilAsserted(() -> assertThat(wait(keys.open(second))).isNull());
            assertThat(wait(keys.open(neighbour))).isEqualTo("carl@globex.example");
        }
        wait(one.forget(slug));
        assertThat(keysOnTopic()).isEmpty();
    }

    @Test
    void knowsAtOnceWhatIsForgotten() {
        var sealed = seal(one, slug, "anna@acme.example");
        wait(one.forget(slug));
        var late = instance();
        await().untilAsserted(() -> assertThat(wait(one.open(sealed))).isNull());
        await().untilAsserted(() -> assertThat(wait(late.open(sealed))).isNull());
        var never = new Sealed(slug + "/nothing", "AAAA", "");
        wait(late.open(never));

        var begun = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            assertThat(wait(one.open(sealed))).isNull();
            assertThat(wait(late.open(sealed))).isNull();
            assertThat(wait(late.open(never))).isNull();
        }

        // asking for the end of a quiet topic takes up to half a second
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void forgetsATenantThatHasNoKeys() {
        wait(one.forget(slug));
        assertThat(keysOnTopic()).isEmpty();
    }

    @Test
    void forgetsKeysItCannotUnwrap() {
        seal(one, slug, "before");
        var rolled = instance(OTHER_SECRETS);
        wait(rolled.forget(slug));
        assertThat(keysOnTopic()).isEmpty();

        rolled.forgetLaterKeys();
        var late = seal(one, slug, "late");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(keysOnTopic()).isEmpty());
        await().untilAsserted(() -> assertThat(wait(one.open(late))).isNull());
    }

    @Test
    void appendsToEachPartitionThatHasToRoll() {
        new TopicSetup(TestTopics.KAFKA).createChangelog();
        wait(one.tick());
        for (var topic : List.of(Topics.KEYS, TopicSetup.CHANGELOG)) {
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(
                                            TestTopics.read(topic).stream()
                                                    .filter(record -> record.key().equals("tick"))
                                                    .map(ConsumerRecord::partition)
                                                    .distinct())
                                    .hasSize(TestTopics.KAFKA.partitions()));
        }
        // a tombstone, so that the decider's state has nothing of it
        assertThat(TestTopics.read(TopicSetup.CHANGELOG))
                .allSatisfy(record -> assertThat(record.value()).isNull());
    }

    @Test
    void forgetsKeysThatAppearLater() {
        seal(one, slug, "before");
        wait(other.forget(slug));
        other.forgetLaterKeys();
        await().untilAsserted(() -> assertThat(keysOnTopic()).isEmpty());

        var late = seal(one, slug, "late");

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(keysOnTopic()).isEmpty());
        await().untilAsserted(() -> assertThat(wait(one.open(late))).isNull());
    }

    @Test
    void forgetsKeysThatAppearedWhileNobodyForgot() {
        wait(other.forget(slug));
        var late = seal(one, slug, "late");
        assertThat(wait(one.open(late))).isEqualTo("late");

        var forgetting = instance();
        forgetting.forgetLaterKeys();

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(keysOnTopic()).isEmpty());
        await().untilAsserted(() -> assertThat(wait(one.open(late))).isNull());
    }
}
