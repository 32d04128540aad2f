package io.q2o.processors.projection;

import static io.q2o.processors.Stories.PRO;
import static io.q2o.processors.Stories.STARTER;
import static io.q2o.processors.Stories.defined;
import static io.q2o.processors.Stories.opened;
import static io.q2o.processors.Stories.registered;
import static io.q2o.processors.Stories.slugIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.q2o.processors.SeenReadModel;
import io.q2o.processors.WrittenLog;
import io.q2o.processors.commands.OutcomeProjection;
import io.q2o.processors.licensing.SightingProjection;
import io.q2o.processors.platform.LicensingProjection;
import io.q2o.schemas.Position;
import io.q2o.schemas.Topics;
import io.q2o.schemas.billing.PlanEvent.PlanRetired;
import io.q2o.schemas.billing.SubscriptionEvent.SubscriptionResumed;
import io.q2o.schemas.billing.SubscriptionEvent.SubscriptionSuspended;
import io.q2o.schemas.operations.DeadLetterEvent.DeadLetterDiscarded;
import io.q2o.schemas.operations.DeadLetterEvent.DeadLetterRetried;
import io.q2o.schemas.operations.DeadLetterId;
import io.q2o.schemas.tenants.Branding;
import io.q2o.schemas.tenants.TenantEvent.BrandingChanged;
import io.q2o.schemas.tenants.TenantEvent.ProfileChanged;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tenants whose records cannot be applied, until an operator has seen to it. */
class ParkedTenantsIT {
    private static final String ACME = slugIn(0, "acme");
    private static final String OTHER = slugIn(0, "other");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<ProjectionRunner<?>> runners = new ArrayList<>();
    private final WrittenLog log = WrittenLog.empty();
    private final SeenReadModel model = SeenReadModel.empty();

    /** PostgreSQL takes no tenant with a name of two words. */
    @BeforeEach
    void aCauseThatCanBeMended() {
        model.asOwner("alter table tenant add constraint one_word check (name not like '% %')");
        log.append(registered(ACME, 1, "Acme"), opened(ACME, 1, PRO));
        log.append(registered(OTHER, 2, "Acme"), opened(OTHER, 2, PRO));
    }

    private void mend() {
        model.asOwner("alter table tenant drop constraint one_word");
    }

    @AfterEach
    void stop() {
        runners.forEach(ProjectionRunner::close);
        log.close();
        model.close();
    }

    private void run() {
        run(new ProjectionSettings(1_000, Duration.ZERO));
    }

    private void run(ProjectionSettings settings) {
        var runner =
                new ProjectionRunner<>(
                        new OnTopic<>(log.topic(), new LicensingProjection(WrittenLog.keys())),
                        WrittenLog.kafka(),
                        model.pool(),
                        settings,
                        meters);
        runners.add(runner);
        runner.start();
    }

    private void isReached(Position position) {
        await().atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() ->
                        assertThat(
                                        model.asProjector(
                                                "select 1 from projection_position where partition = %d and position >= %d"
                                                        .formatted(
                                                                position.partition(),
                                                                position.offset())))
                                .isNotEmpty());
    }

    /** A change that cannot be applied while the cause is there. */
    private static ProfileChanged twoWords(String slug, long version) {
        return new ProfileChanged(slug, "Acme " + version, null, null, version);
    }

    private static BrandingChanged painted(String slug, long version) {
        return new BrandingChanged(slug, new Branding(null, "#aabbcc", null), version);
    }

    private Position retry(String slug) {
        return log.append(new DeadLetterRetried(slug, "licensing", firstOf(slug)));
    }

    private Position discard(String slug, long offset) {
        return log.append(new DeadLetterDiscarded(slug, "licensing", offset));
    }

    private List<Long> offsetsOf(String slug) {
        return model
                .asProjector(
                        "select record_offset from dead_letter where tenant = '%s' order by record_offset"
                                .formatted(slug))
                .stream()
                .map(Long::valueOf)
                .toList();
    }

    private long firstOf(String slug) {
        return offsetsOf(slug).getFirst();
    }

    private List<String> reasonsOf(String slug) {
        return model.asProjector(
                "select reason from dead_letter where tenant = '%s' order by record_offset"
                        .formatted(slug));
    }

    private List<String> parked() {
        return model.asProjector("select tenant from parked_tenant order by tenant");
    }

    private String tenant(String slug) {
        return String.valueOf(
                model.one(
                        "select concat_ws(' ', name, profile_version, subscription_state) from tenant where tenant = '%s'"
                                .formatted(slug)));
    }

    private double parkedTenants() {
        return meters.get("q2o.projection.parked.tenants").gauge().value();
    }

    @Test
    void stayParkedWhileTheCauseIsThere() {
        log.append(twoWords(ACME, 2));
        var since = log.append(new SubscriptionSuspended(ACME));
        run();
        isReached(since);
        assertThat(reasonsOf(ACME)).containsExactly("SQLSTATE 23514", "its tenant is parked");
        await().untilAsserted(() -> assertThat(parkedTenants()).isEqualTo(1));

        isReached(retry(ACME));
        assertThat(reasonsOf(ACME)).containsExactly("SQLSTATE 23514", "its tenant is parked");
        assertThat(parked()).containsExactly(ACME);
        assertThat(tenant(ACME)).isEqualTo("Acme 1 active");

        isReached(log.append(new SubscriptionSuspended(OTHER)));
        assertThat(tenant(OTHER)).isEqualTo("Acme 1 suspended");
        assertThat(model.total("tenants-suspended")).isEqualTo(1);
    }

    @Test
    void catchUpInOrderWhenTheCauseIsMended() {
        log.append(twoWords(ACME, 2));
        log.append(new SubscriptionSuspended(ACME));
        log.append(painted(ACME, 3), painted(ACME, 4));
        run();
        isReached(log.append(new SubscriptionSuspended(OTHER)));
        assertThat(offsetsOf(ACME)).hasSize(4);
        mend();
        assertThat(model.total("tenants-suspended")).isEqualTo(1);

        isReached(retry(ACME));
        assertThat(parked()).isEmpty();
        assertThat(offsetsOf(ACME)).isEmpty();
        assertThat(tenant(ACME)).isEqualTo("Acme 2 4 suspended");
        assertThat(model.total("tenants-suspended")).isEqualTo(2);
        assertThat(model.total("tenants-active")).isZero();
        await().untilAsserted(() -> assertThat(parkedTenants()).isZero());

        isReached(log.append(new SubscriptionResumed(ACME, "active")));
        assertThat(tenant(ACME)).isEqualTo("Acme 2 4 active");
        assertThat(parked()).isEmpty();
    }

    @Test
    void waitForTheFirstThatStillFailsAndKeepWhatIsBehindIt() {
        log.append(twoWords(ACME, 2));
        log.append(new SubscriptionSuspended(ACME));
        var stuck =
                log.append(
                        ACME, "q2o.tenants.unheard-of.v1", "{}".getBytes(StandardCharsets.UTF_8));
        var last = log.append(new SubscriptionResumed(ACME, "active"));
        run();
        isReached(last);
        mend();

        isReached(retry(ACME));
        assertThat(tenant(ACME)).isEqualTo("Acme 2 2 suspended");
        assertThat(parked()).containsExactly(ACME);
        assertThat(reasonsOf(ACME))
                .containsExactly(
                        "type q2o.tenants.unheard-of.v1 is no Event of this build",
                        "its tenant is parked");
        assertThat(model.one("select since_position from parked_tenant"))
                .isEqualTo(Long.toString(stuck.offset()));

        isReached(discard(ACME, firstOf(ACME)));
        assertThat(tenant(ACME)).isEqualTo("Acme 2 2 active");
        assertThat(parked()).isEmpty();
        assertThat(offsetsOf(ACME)).isEmpty();
    }

    @Test
    void loseNothingButTheFirstRecordToADiscard() {
        log.append(twoWords(ACME, 2));
        log.append(new SubscriptionSuspended(ACME));
        var last = log.append(painted(ACME, 3));
        run();
        isReached(last);
        var offsets = offsetsOf(ACME);

        isReached(discard(ACME, offsets.get(1)));
        isReached(discard(ACME, 9_999));
        isReached(log.append(new DeadLetterDiscarded(ACME, "another", offsets.getFirst())));
        assertThat(offsetsOf(ACME)).startsWith(offsets.toArray(Long[]::new));
        assertThat(tenant(ACME)).isEqualTo("Acme 1 active");

        isReached(discard(ACME, offsets.getFirst()));
        assertThat(tenant(ACME)).isEqualTo("Acme 3 suspended");
        assertThat(parked()).isEmpty();
        assertThat(offsetsOf(ACME)).isEmpty();
        assertThat(model.total("tenants-suspended")).isEqualTo(1);
    }

    @Test
    void areLeftAloneByOrdersWhenNothingIsParked() {
        run();
        isReached(log.append(new DeadLetterRetried(ACME, "licensing", 1)));
        isReached(discard(ACME, 1));
        isReached(log.append(new SubscriptionSuspended(ACME)));
        assertThat(tenant(ACME)).isEqualTo("Acme 1 suspended");
        assertThat(parked()).isEmpty();
        assertThat(offsetsOf(ACME)).isEmpty();
    }

    @Test
    void mayBeTheCatalogue() {
        model.asOwner("alter table plan add constraint no_starter check (name <> 'Starter')");
        log.append(defined(PRO));
        log.append(defined(STARTER));
        var last = log.append(new PlanRetired(STARTER.planId(), STARTER));
        run();
        isReached(last);
        assertThat(parked()).containsExactly(Topics.CATALOGUE);
        model.asOwner("alter table plan drop constraint no_starter");

        isReached(retry(Topics.CATALOGUE));
        assertThat(model.one("select retired from plan where name = 'Starter'")).isEqualTo("t");
        assertThat(model.total("plans-on-offer")).isEqualTo(1);
        assertThat(parked()).isEmpty();
    }

    @Test
    void countOnceWhenTheOrderIsCutOffBeforeItsCommit() {
        log.append(twoWords(ACME, 2));
        var last = log.append(new SubscriptionSuspended(ACME));
        run();
        isReached(last);
        runners.removeFirst().close();
        mend();

        run(new ProjectionSettings(1_000, Duration.ofSeconds(4)));
        var order = retry(ACME);
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !model.ofDelayed("1").isEmpty());
        assertThat(model.ofDelayed("pg_terminate_backend(pid)")).isNotEmpty();
        assertThat(offsetsOf(ACME)).hasSize(2);
        assertThat(parked()).containsExactly(ACME);
        assertThat(tenant(ACME)).isEqualTo("Acme 1 active");

        isReached(order);
        assertThat(tenant(ACME)).isEqualTo("Acme 2 2 suspended");
        assertThat(model.total("tenants-suspended")).isEqualTo(1);
        assertThat(parked()).isEmpty();
        assertThat(offsetsOf(ACME)).isEmpty();
    }

    @Test
    void endInTheSameRowsHoweverRecordsAreBatchedAndWhenTheModelIsBuiltAnew() {
        log.append(twoWords(ACME, 2));
        log.append(new SubscriptionSuspended(ACME));
        run();
        isReached(log.append(new SubscriptionSuspended(OTHER)));
        isReached(retry(ACME));
        mend();
        isReached(retry(ACME));
        isReached(log.append(new SubscriptionResumed(ACME, "active")));
        var rows = model.rows();
        assertThat(tenant(ACME)).isEqualTo("Acme 2 2 active");

        for (int batch : new int[] {1, 2, 1_000}) {
            runners.removeFirst().close();
            model.emptyTables();
            run(new ProjectionSettings(batch, Duration.ZERO));
            isReached(log.append(new DeadLetterRetried(OTHER, "licensing", 0)));
            assertThat(model.rows()).isEqualTo(rows);
            assertThat(parked()).isEmpty();
        }
    }

    @Test
    void areDealtWithAmongOtherRecordsOfOneBatch() {
        log.append(twoWords(ACME, 2));
        log.append(new SubscriptionSuspended(ACME));
        var first = log.records(0).stream().filter(one -> one.key().equals(ACME)).toList().get(2);
        log.append(new SubscriptionSuspended(OTHER));
        discard(ACME, first.offset());
        log.append(painted(ACME, 3));
        log.append(twoWords(ACME, 4));
        log.append(new SubscriptionResumed(ACME, "active"));
        var last = log.append(new SubscriptionResumed(OTHER, "active"));
        for (int batch : new int[] {1_000, 3, 1}) {
            run(new ProjectionSettings(batch, Duration.ZERO));
            isReached(last);
            assertThat(tenant(ACME)).isEqualTo("Acme 3 suspended");
            assertThat(tenant(OTHER)).isEqualTo("Acme 1 active");
            assertThat(model.total("tenants-suspended")).isEqualTo(1);
            assertThat(reasonsOf(ACME)).containsExactly("SQLSTATE 23514", "its tenant is parked");
            runners.removeFirst().close();
            model.emptyTables();
        }
    }

    @Test
    void mayHaveSaidMuchMeanwhile() {
        log.append(twoWords(ACME, 2));
        for (int n = 3; n < 1_100; n++) {
            log.append(painted(ACME, n));
        }
        var stuck = log.append(ACME, "q2o.tenants.unheard-of.v1", null);
        run();
        isReached(stuck);
        mend();
        isReached(retry(ACME));
        assertThat(tenant(ACME)).isEqualTo("Acme 2 1099 active");
        assertThat(offsetsOf(ACME)).hasSize(1);
    }

    @Test
    void cannotBeRetriedWhereHeadersWereNotKept() {
        log.append(twoWords(ACME, 2));
        run();
        isReached(log.append(new SubscriptionSuspended(ACME)));
        model.asOwner(
                "alter table dead_letter no force row level security",
                "update dead_letter set headers = null, position = null",
                "alter table dead_letter force row level security");
        mend();
        isReached(retry(ACME));
        assertThat(reasonsOf(ACME).getFirst()).contains("headers were not kept");
        assertThat(parked()).containsExactly(ACME);
    }

    @Test
    void areThoseOfOrderedProjectionsOnly() {
        assertThat(
                        Stream.of(
                                        new LicensingProjection(WrittenLog.keys()),
                                        new SightingProjection(),
                                        new OutcomeProjection())
                                .filter(Projection::isOrdered)
                                .map(Projection::name))
                .containsExactlyElementsOf(DeadLetterId.PARKING);
    }
}
