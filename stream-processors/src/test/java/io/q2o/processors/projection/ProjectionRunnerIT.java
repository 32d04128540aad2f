package io.q2o.processors.projection;

import static io.q2o.processors.Stories.PRO;
import static io.q2o.processors.Stories.STARTER;
import static io.q2o.processors.Stories.defined;
import static io.q2o.processors.Stories.opened;
import static io.q2o.processors.Stories.registered;
import static io.q2o.processors.Stories.slugIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.q2o.log.EventRecord;
import io.q2o.processors.Gate;
import io.q2o.processors.SeenReadModel;
import io.q2o.processors.WrittenLog;
import io.q2o.processors.platform.LicensingProjection;
import io.q2o.schemas.Position;
import io.q2o.schemas.Sealed;
import io.q2o.schemas.billing.PlanEvent.PlanRetired;
import io.q2o.schemas.billing.SubscriptionEvent.SubscriptionResumed;
import io.q2o.schemas.billing.SubscriptionEvent.SubscriptionSuspended;
import io.q2o.schemas.tenants.Branding;
import io.q2o.schemas.tenants.TenantEvent.BrandingChanged;
import io.q2o.schemas.tenants.TenantEvent.PersonalDataErased;
import io.q2o.schemas.tenants.TenantEvent.ProfileChanged;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class ProjectionRunnerIT {
    private static final ProjectionSettings USUAL = new ProjectionSettings(1_000, Duration.ZERO);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<ProjectionRunner<?>> runners = new ArrayList<>();
    private final WrittenLog log = WrittenLog.empty();
    private final SeenReadModel model = SeenReadModel.empty();

    @AfterEach
    void stop() {
        runners.forEach(ProjectionRunner::close);
        log.close();
        model.close();
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20));
    }

    private Projection<EventRecord> licensing() {
        return new OnTopic<>(log.topic(), new LicensingProjection(WrittenLog.keys()));
    }

    private ProjectionRunner<EventRecord> run(ProjectionSettings settings) {
        return run(settings, model.pool());
    }

    private ProjectionRunner<EventRecord> run(
            ProjectionSettings settings, ConnectionFactory database) {
        var runner =
                new ProjectionRunner<>(licensing(), WrittenLog.kafka(), database, settings, meters);
        runners.add(runner);
        runner.start();
        return runner;
    }

    private BatchWriter<EventRecord> writer(Duration delayBeforeCommit) {
        return new BatchWriter<>(
                licensing(), model.pool(), new ProjectionSettings(1_000, delayBeforeCommit));
    }

    private static <T> T got(Mono<T> mono) {
        return Objects.requireNonNull(mono.block(Duration.ofSeconds(20)));
    }

    private void isReached(Position position) {
        soon().untilAsserted(() ->
                assertThat(reached(position.partition()))
                        .isGreaterThanOrEqualTo(position.offset()));
    }

    private long reached(int partition) {
        var position =
                model.one(
                        "select position from projection_position where projection = 'licensing' and partition = "
                                + partition);
        return position == null ? -1 : Long.parseLong(position);
    }

    /** Two tenants with one name in each partition, and something of everything. */
    private List<Position> tell() {
        var last = new ArrayList<Position>();
        log.append(defined(PRO));
        last.add(log.append(defined(STARTER), new PlanRetired(STARTER.planId(), STARTER)));
        for (int partition = 0; partition < WrittenLog.PARTITIONS; partition++) {
            var one = slugIn(partition, "one");
            var two = slugIn(partition, "two");
            log.append(
                    registered(
                            one, partition * 10 + 1, "Acme", WrittenLog.sealed(one, "a@b.example")),
                    opened(one, partition * 10 + 1, PRO));
            log.append(
                    registered(two, partition * 10 + 2, "Acme"),
                    opened(two, partition * 10 + 2, STARTER));
            log.append(new SubscriptionSuspended(one));
            log.append(new SubscriptionSuspended(two));
            log.append(new SubscriptionResumed(two, "active"));
            log.append(
                    new ProfileChanged(
                            two, "Acme too", WrittenLog.sealed(two, "c@d.example"), null, 2),
                    new BrandingChanged(two, new Branding(null, "#abcdef", "acme.example"), 3));
            last.add(log.append(new PersonalDataErased(one, 2)));
        }
        return last;
    }

    @Test
    void saysThatALogIsShorterThanWhatWasReadOfIt() {
        var last = tell();
        run(USUAL);
        last.forEach(this::isReached);
        runners.removeLast().close();

        try (var anew = WrittenLog.empty()) {
            var runner =
                    new ProjectionRunner<>(
                            new OnTopic<>(anew.topic(), new LicensingProjection(WrittenLog.keys())),
                            WrittenLog.kafka(),
                            model.pool(),
                            USUAL,
                            meters);
            runners.add(runner);
            runner.start();
            soon().untilAsserted(() -> assertThat(runner.trouble()).contains("it was made anew"));
        }
    }

    @Test
    void standsStillWhereEventsWereTrimmedBeforeItReadThem() {
        var last = tell();
        log.trim(1);
        var runner = run(USUAL);

        last.stream().filter(position -> position.partition() != 1).forEach(this::isReached);
        soon().untilAsserted(() ->
                assertThat(runner.trouble())
                        .contains("records were trimmed before they were projected"));
        assertThat(model.total("tenants")).isEqualTo(4);
        assertThat(reached(1)).isEqualTo(-1);

        var next = log.append(new SubscriptionSuspended(slugIn(0, "one")));
        isReached(next);
        model.asProjector(
                "update projection_position set next = %d where projection = 'licensing' and partition = 1"
                        .formatted(log.start(1)));
        soon().untilAsserted(() -> assertThat(runner.trouble()).isNull());
    }

    @Test
    void foldsTheLogIntoRows() {
        var last = tell();
        run(USUAL);
        last.forEach(this::isReached);
        var one = slugIn(1, "one");
        var two = slugIn(1, "two");
        assertThat(model.total("tenants-suspended")).isEqualTo(3);
        assertThat(model.total("plans-on-offer")).isEqualTo(1);
        assertThat(
                        model.one(
                                "select concat_ws(' ', tenant_id, name, coalesce(email, 'none'), erased, profile_version, subscription_state, plan_name, monthly_run_quota, logo_url) from tenant where tenant = '"
                                        + one
                                        + "'"))
                .isEqualTo("11 Acme none t 2 suspended Pro 50 https://example.com/logo.svg");
        assertThat(
                        model.one(
                                "select concat_ws(' ', name, email, erased, profile_version, subscription_state, plan_id, device_limit, primary_color, domain, logo_url is null) from tenant where tenant = '"
                                        + two
                                        + "'"))
                .isEqualTo("Acme too c@d.example f 3 active 65536 3 #abcdef acme.example t");
        assertThat(model.total("tenants")).isEqualTo(6);
        assertThat(model.total("tenants-active")).isEqualTo(3);
        assertThat(
                        model.one(
                                "select concat_ws(' ', retired, monthly_price_cents, device_limit) from plan where name = 'Starter'"))
                .isEqualTo("t 1900 3");
    }

    @Test
    void makesTheSameRowsHoweverRecordsAreBatched() {
        var last = tell();
        run(USUAL);
        last.forEach(this::isReached);
        var together = model.rows();
        runners.getFirst().close();

        model.emptyTables();
        run(new ProjectionSettings(1, Duration.ZERO));
        last.forEach(this::isReached);
        assertThat(model.rows()).isEqualTo(together);
    }

    @Test
    void makesTheSameRowsWhenABatchIsAppliedTwice() {
        tell();
        for (int partition = 0; partition < WrittenLog.PARTITIONS; partition++) {
            apply(partition);
        }
        var once = model.rows();
        for (int partition = 0; partition < WrittenLog.PARTITIONS; partition++) {
            apply(partition);
        }
        assertThat(model.rows()).isEqualTo(once);
        assertThat(model.total("tenants")).isEqualTo(6);
    }

    private void apply(int partition) {
        var projection = licensing();
        var records = log.records(partition).stream().map(projection::read).toList();
        Mono.usingWhen(
                        model.pool().create(),
                        connection ->
                                Mono.from(connection.beginTransaction())
                                        .then(projection.apply(records, connection))
                                        .then(Mono.from(connection.commitTransaction())),
                        Connection::close)
                .block(Duration.ofSeconds(10));
    }

    @Test
    void makesTheSameRowsWhenTablesWereEmptiedAndErasedStaysForgotten() {
        var last = tell();
        run(USUAL);
        last.forEach(this::isReached);
        var before = model.rows();
        assertThat(model.asProjector("select 1 from tenant where erased and email is null"))
                .hasSize(3);
        runners.getFirst().close();
        for (int partition = 0; partition < WrittenLog.PARTITIONS; partition++) {
            WrittenLog.forget(slugIn(partition, "one"));
        }

        model.emptyTables();
        run(USUAL);
        last.forEach(this::isReached);
        assertThat(model.rows()).isEqualTo(before);
    }

    @Test
    void readsForgottenTextsAsNull() {
        var slug = slugIn(0, "forgotten");
        log.append(registered(slug, 1, "Acme", WrittenLog.sealed(slug, "a@b.example")));
        WrittenLog.forget(slug);
        var last = log.append(opened(slug, 1, PRO));
        run(USUAL);
        isReached(last);
        assertThat(model.one("select coalesce(email, 'none') from tenant")).isEqualTo("none");
    }

    @Test
    void goesOnWhereAnOldOwnerCommitsAfterItReadThePosition() {
        run(USUAL);
        var slug = slugIn(0, "acme");
        isReached(log.append(registered(slug, 1, "Acme"), opened(slug, 1, PRO)));
        var old = got(model.pool().create());
        got(Mono.from(old.beginTransaction()).thenReturn(true));
        got(
                Flux.from(
                                old.createStatement("select 1 from projection_position for update")
                                        .execute())
                        .flatMap(result -> result.map((_, _) -> true))
                        .collectList());

        log.append(new SubscriptionSuspended(slug));
        soon().until(() -> !waitingForALock().isEmpty());
        var standing = got(new Positions(licensing()).read(0, old));
        var stolen = Batch.of(licensing(), new BatchWriter.Part(0, standing, log.records(0)), null);
        assertThat(stolen.good()).hasSize(1);
        assertThat(got(new Positions(licensing()).advance(List.of(stolen.step()), old))).isTrue();
        got(
                licensing()
                        .apply(stolen.good(), old)
                        .then(Mono.from(old.commitTransaction()))
                        .then(Mono.from(old.close()))
                        .thenReturn(true));

        soon().until(() ->
                meters.counter("q2o.projection.fenced", "projection", "licensing").count() == 1);
        isReached(log.append(new SubscriptionResumed(slug, "active")));
        assertThat(model.total("tenants")).isEqualTo(1);
        assertThat(model.total("tenants-suspended")).isZero();
        assertThat(model.total("tenants-active")).isEqualTo(1);
        assertThat(model.one("select subscription_state from tenant")).isEqualTo("active");
    }

    private List<String> waitingForALock() {
        return model.asProjector(
                "select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
    }

    @Test
    void keepsAnOldOwnersBatchOut() {
        var slug = slugIn(0, "acme");
        log.append(registered(slug, 1, "Acme"), opened(slug, 1, PRO));
        var old = writer(Duration.ZERO);
        var standing = got(old.standing(0));

        run(USUAL);
        var last = log.append(new SubscriptionSuspended(slug));
        isReached(last);
        var rows = model.rows();

        var late = new BatchWriter.Part(0, standing, log.records(0).subList(0, 2));
        assertThatThrownBy(() -> old.write(late).block())
                .isInstanceOf(BatchWriter.LostRaceException.class);
        assertThat(model.rows()).isEqualTo(rows);

        var beside = slugIn(1, "beside");
        runners.getFirst().close();
        log.append(registered(beside, 2, "Beside"), opened(beside, 2, PRO));
        var fresh = new BatchWriter.Part(1, got(old.standing(1)), log.records(1));
        assertThatThrownBy(() -> old.writeTogether(List.of(fresh, late)).block())
                .isInstanceOf(BatchWriter.LostRaceException.class);
        assertThat(model.rows()).isEqualTo(rows);
        assertThat(got(old.write(fresh)).applied()).isEqualTo(2);
        assertThat(model.total("tenants")).isEqualTo(2);
    }

    @Test
    void countsOnceWhatWasCutOffBetweenRowsAndCommit() {
        var slug = slugIn(1, "acme");
        run(new ProjectionSettings(1_000, Duration.ofSeconds(4)));
        log.append(registered(slug, 1, "Acme"), opened(slug, 1, PRO));
        soon().until(() -> !model.ofDelayed("1").isEmpty());
        assertThat(model.ofDelayed("pg_terminate_backend(pid)")).isNotEmpty();
        assertThat(model.asProjector("select 1 from tenant")).isEmpty();
        assertThat(reached(1)).isEqualTo(-1);

        soon().untilAsserted(() -> assertThat(model.total("tenants")).isEqualTo(1));
        assertThat(model.total("tenants-active")).isEqualTo(1);
        soon().until(() -> runners.getFirst().trouble() == null);
    }

    @Test
    void reachesAPositionOnlyWithTheLastEventOfItsCommand() {
        var slug = slugIn(2, "acme");
        var position = log.append(registered(slug, 1, "Acme"), opened(slug, 1, PRO));
        var writer = writer(Duration.ZERO);
        var standing = got(writer.standing(2));

        var half =
                got(writer.write(new BatchWriter.Part(2, standing, log.records(2).subList(0, 1))));
        assertThat(reached(2)).isEqualTo(-1);
        writer.write(new BatchWriter.Part(2, half.progress(), log.records(2))).block();
        assertThat(reached(2)).isEqualTo(position.offset());
    }

    @Test
    void tellsListenersOncePerBatchHowFarItIs() throws Exception {
        try (var connection =
                        DriverManager.getConnection(
                                model.database().jdbcUrl(),
                                "q2o_query",
                                model.database().passwords().query());
                var statement = connection.createStatement()) {
            statement.execute("listen q2o_position");
            var slug = slugIn(2, "acme");
            log.append(registered(slug, 1, "Acme"));
            var last = log.append(opened(slug, 1, PRO));
            run(USUAL);
            isReached(last);
            var heard = new ArrayList<String>();
            var batches = meters.summary("q2o.projection.batch", "projection", "licensing");
            soon().until(() -> {
                for (var one : connection.unwrap(PGConnection.class).getNotifications(100)) {
                    heard.add(one.getParameter());
                }
                // the batch is counted after its commit
                return batches.totalAmount() >= 2 && heard.size() >= batches.count();
            });
            assertThat(heard)
                    .hasSize((int) batches.count())
                    .last()
                    .isEqualTo("licensing:2:" + last.offset());
        }
    }

    @Test
    void parksTheTenantOfARecordThatCannotBeAppliedAndLetsOthersFlow() {
        var good = slugIn(0, "good");
        var last = new ArrayList<Position>();
        last.add(log.append(registered(good, 100, "Good"), opened(good, 100, PRO)));
        var poisoned =
                List.of(
                        poisoned(
                                "unknown-type",
                                slug -> log.append(slug, "q2o.tenants.unheard-of.v1", bytes("{}"))),
                        poisoned(
                                "undecodable",
                                slug ->
                                        log.append(
                                                slug,
                                                "q2o.tenants.profile-changed.v1",
                                                bytes("\u0000{"))),
                        poisoned(
                                "missing",
                                slug -> log.append(slug, "q2o.tenants.profile-changed.v1", null)),
                        poisoned(
                                "no-fields",
                                slug ->
                                        log.append(
                                                slug,
                                                "q2o.tenants.branding-changed.v1",
                                                bytes("{}"))),
                        poisoned(
                                "refused",
                                slug ->
                                        log.append(
                                                new ProfileChanged(
                                                        slug, "nul\u0000", null, null, 2))),
                        poisoned("taken-id", slug -> log.append(registered(slug, 100, "Thief"))),
                        poisoned(
                                "shut",
                                slug ->
                                        log.append(
                                                new ProfileChanged(
                                                        slug,
                                                        "Acme",
                                                        new Sealed(
                                                                WrittenLog.sealed(slug, "x").key(),
                                                                "AAAA",
                                                                ""),
                                                        null,
                                                        2))));
        var impossible = slugIn(0, "impossible");
        log.append(new SubscriptionSuspended(impossible));
        last.add(log.append(new SubscriptionSuspended(good)));
        run(USUAL);
        last.forEach(this::isReached);

        assertThat(model.one("select subscription_state from tenant where tenant = '" + good + "'"))
                .isEqualTo("suspended");
        assertThat(model.asProjector("select tenant from parked_tenant order by tenant"))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(poisoned.stream(), Stream.of(impossible)).toList());
        for (var slug : poisoned) {
            if (!slug.startsWith("taken-id")) {
                assertThat(
                                model.one(
                                        "select subscription_state from tenant where tenant = '"
                                                + slug
                                                + "'"))
                        .as(slug)
                        .isEqualTo("active");
            }
            assertThat(
                            model.asProjector(
                                    "select reason from dead_letter where tenant = '"
                                            + slug
                                            + "' order by record_offset"))
                    .as(slug)
                    .hasSize(2)
                    .last()
                    .isEqualTo("its tenant is parked");
        }
        assertThat(model.one("select count(*) from dead_letter where payload is null"))
                .isEqualTo("1");
        assertThat(model.total("tenants")).isEqualTo(7);
    }

    /** A tenant with its subscription, then the poison, then something that would be good. */
    private String poisoned(String prefix, Consumer<String> poison) {
        var slug = slugIn(0, prefix);
        if (!prefix.equals("taken-id")) {
            log.append(
                    registered(slug, prefix.hashCode(), "Acme"),
                    opened(slug, prefix.hashCode(), PRO));
        }
        poison.accept(slug);
        log.append(new SubscriptionSuspended(slug));
        return slug;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void parksWhatHasAKeyThatPostgresCannotStore() {
        log.append("nul\u0000key", "q2o.tenants.unheard-of.v1", bytes("{}"));
        var slug = slugIn(WrittenLog.partitionOf("nul\u0000key"), "acme");
        var last = log.append(registered(slug, 1, "Acme"));
        run(USUAL);
        isReached(last);
        assertThat(model.one("select tenant from parked_tenant")).isEqualTo("nul\ufffdkey");
    }

    @Test
    void triesAgainWhilePostgresIsAway() throws Exception {
        try (var gate = Gate.to(model.database().port())) {
            var pool = model.pool(gate.port());
            var runner = run(USUAL, pool);
            var slug = slugIn(0, "acme");
            isReached(log.append(registered(slug, 1, "Acme"), opened(slug, 1, PRO)));

            gate.shut();
            var last = log.append(new SubscriptionSuspended(slug));
            soon().until(() -> runner.trouble() != null);
            assertThat(reached(0)).isLessThan(last.offset());

            gate.reopen();
            isReached(last);
            soon().until(() -> runner.trouble() == null);
            assertThat(model.one("select subscription_state from tenant")).isEqualTo("suspended");
            assertThat(model.asProjector("select 1 from dead_letter")).isEmpty();
            pool.dispose();
        }
    }

    @Test
    void isWellAgainWhenThereIsNothingLeftToWrite() throws Exception {
        try (var gate = Gate.to(model.database().port())) {
            gate.shut();
            var pool = model.pool(gate.port());
            var runner = run(USUAL, pool);
            soon().until(() -> runner.trouble() != null);
            gate.reopen();
            soon().until(() -> runner.trouble() == null);
            pool.dispose();
        }
    }

    @Test
    void neitherParksNorSkipsWhatFailsForAnotherReason() {
        model.asOwner("revoke insert on tenant from q2o_projector");
        var slug = slugIn(0, "acme");
        var last = log.append(registered(slug, 1, "Acme"), opened(slug, 1, PRO));
        var runner = run(USUAL);
        soon().until(() -> runner.trouble() != null);
        assertThat(reached(0)).isEqualTo(-1);

        model.asOwner("grant insert on tenant to q2o_projector");
        isReached(last);
        soon().until(() -> runner.trouble() == null);
        assertThat(model.asProjector("select 1 from dead_letter")).isEmpty();
    }

    @Test
    void sharesPartitionsWithAnotherAndTakesThemOver() {
        var first = run(USUAL);
        run(USUAL);
        var last = new ArrayList<Position>();
        for (int n = 0; n < 60; n++) {
            var slug = slugIn(n % WrittenLog.PARTITIONS, "t" + n);
            last.add(log.append(registered(slug, n + 1, "Acme"), opened(slug, n + 1, PRO)));
            if (n == 30) {
                first.close();
            }
        }
        last.forEach(this::isReached);
        assertThat(model.total("tenants")).isEqualTo(60);
        assertThat(model.total("tenants-active")).isEqualTo(60);
        assertThat(model.one("select count(*) from tenant")).isEqualTo("60");
    }

    @Test
    void waitsForATopicThatIsNotThereYet() throws Exception {
        var missing = "late-" + System.nanoTime();
        var runner =
                new ProjectionRunner<>(
                        new OnTopic<>(missing, new LicensingProjection(WrittenLog.keys())),
                        WrittenLog.kafka(),
                        model.pool(),
                        USUAL,
                        meters);
        runners.add(runner);
        runner.start();
        soon().until(() -> runner.trouble() != null);
        try (var admin = Admin.create(WrittenLog.kafka().clientSettings("test"))) {
            admin.createTopics(List.of(new NewTopic(missing, WrittenLog.PARTITIONS, (short) 1)))
                    .all()
                    .get();
        }
        try (var late = WrittenLog.on(missing)) {
            var slug = slugIn(0, "acme");
            isReached(late.append(registered(slug, 1, "Acme")));
        }
        assertThat(runner.trouble()).isNull();
    }

    @Test
    void stopsAtOnce() {
        var runner = run(USUAL);
        isReached(log.append(registered(slugIn(0, "acme"), 1, "Acme")));
        var begun = System.nanoTime();
        runner.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(8));
    }
}
