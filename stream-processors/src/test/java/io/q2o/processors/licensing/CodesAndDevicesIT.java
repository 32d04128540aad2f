package io.q2o.processors.licensing;

import static io.q2o.processors.Stories.PRO;
import static io.q2o.processors.Stories.enrolled;
import static io.q2o.processors.Stories.issued;
import static io.q2o.processors.Stories.opened;
import static io.q2o.processors.Stories.registered;
import static io.q2o.processors.Stories.slugIn;
import static io.q2o.processors.Stories.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.q2o.processors.SeenReadModel;
import io.q2o.processors.WrittenLog;
import io.q2o.processors.platform.LicensingProjection;
import io.q2o.processors.projection.Runners;
import io.q2o.schemas.Position;
import io.q2o.schemas.licensing.CodeEvent.CodeIssued;
import io.q2o.schemas.licensing.CodeEvent.CodeRevealed;
import io.q2o.schemas.licensing.CodeEvent.CodeRevoked;
import io.q2o.schemas.licensing.DeviceEvent.DeviceActivatedAgain;
import io.q2o.schemas.licensing.DeviceEvent.DeviceReinstated;
import io.q2o.schemas.licensing.DeviceEvent.DeviceRevoked;
import io.q2o.schemas.licensing.DeviceEvent.RefreshReuseDetected;
import io.q2o.schemas.licensing.DeviceEvent.TokenRefreshed;
import io.q2o.schemas.tenants.TenantEvent.PersonalDataErased;
import io.r2dbc.spi.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class CodesAndDevicesIT {
    private static final int USUAL = 1_000;
    private static final Instant JANUARY = Instant.parse("2026-01-31T23:00:00Z");
    private static final Instant FEBRUARY = Instant.parse("2026-02-01T00:00:00Z");

    private final WrittenLog log = WrittenLog.empty();
    private final SeenReadModel model = SeenReadModel.empty();
    private final Runners runners = new Runners(log, model);

    @AfterEach
    void stop() {
        runners.close();
        log.close();
        model.close();
    }

    private void run(int batch) {
        runners.run(new LicensingProjection(WrittenLog.keys()), batch);
    }

    private void areReached(List<Position> positions) {
        positions.forEach(position -> runners.isReached(LicensingProjection.NAME, position));
    }

    /** Two tenants whose names, labels, fingerprints and last four characters are the same. */
    private List<Position> tell() {
        log.at(JANUARY);
        var last = new ArrayList<Position>();
        for (int partition = 0; partition < WrittenLog.PARTITIONS; partition++) {
            var one = slugIn(partition, "one");
            var two = slugIn(partition, "two");
            tell(one, partition * 100 + 10);
            tell(two, partition * 100 + 20);
            log.append(new PersonalDataErased(one, 2));
            last.add(log.append(issued(one, partition * 100 + 18, WrittenLog.sealed(one, "Late"))));
        }
        return last;
    }

    private void tell(String slug, long id) {
        var codes = new ArrayList<CodeIssued>();
        for (int n = 1; n <= 2; n++) {
            codes.add(
                    new CodeIssued(
                            slug,
                            id + n,
                            "hash-" + n,
                            "7KQ2",
                            null,
                            null,
                            1,
                            "k1",
                            "registration"));
        }
        log.append(
                registered(slug, id, "Acme"),
                opened(slug, id, PRO),
                codes.getFirst(),
                codes.getLast());
        log.append(
                new CodeIssued(
                        slug,
                        id + 3,
                        "hash-3",
                        "9ABC",
                        WrittenLog.sealed(slug, "Office"),
                        JANUARY.plus(Duration.ofDays(30)),
                        3,
                        "k1",
                        "admin"));
        var label = WrittenLog.sealed(slug, "Front desk");
        log.append(enrolled(slug, id + 5, "fingerprint-1", label, id + 1));
        log.append(enrolled(slug, id + 6, "fingerprint-2", null, id + 3));
        log.append(new DeviceActivatedAgain(slug, id + 6, id + 3, false, token(2)));
        log.append(new DeviceActivatedAgain(slug, id + 5, id + 3, true, token(2)));
        log.append(new TokenRefreshed(slug, id + 5, token(3)));
        log.append(new RefreshReuseDetected(slug, id + 5, 2));
        log.append(new CodeRevealed(slug, id + 3));
        log.append(new CodeRevoked(slug, id + 3));
        log.append(new DeviceRevoked(slug, id + 6));
        log.append(new DeviceReinstated(slug, id + 6));
        log.append(new DeviceRevoked(slug, id + 5));
    }

    private String code(long id) {
        return String.valueOf(
                model.one(
                        """
                        select concat_ws(' ', tenant, hash, last_four, coalesce(label, 'none'), expires_at is not null,
                            max_uses, use_count, used_at is not null, revoked_at is not null, source)
                        from activation_code where code_id = %d\
                        """
                                .formatted(id)));
    }

    private String device(long id) {
        return String.valueOf(
                model.one(
                        """
                        select concat_ws(' ', tenant, fingerprint, coalesce(label, 'none'), code_id, revoked)
                        from device where device_id = %d\
                        """
                                .formatted(id)));
    }

    private String figures(String slug) {
        return String.valueOf(
                model.one(
                        """
                        select concat_ws(' ', codes_month, activation_codes_total, activation_codes_used)
                        from tenant where tenant = '%s'\
                        """
                                .formatted(slug)));
    }

    @Test
    void foldsTheLogIntoRows() {
        var last = tell();
        run(USUAL);
        areReached(last);
        var one = slugIn(1, "one");
        var two = slugIn(1, "two");
        assertThat(code(121)).isEqualTo(two + " hash-1 7KQ2 none f 1 1 t f registration");
        assertThat(code(122)).isEqualTo(two + " hash-2 7KQ2 none f 1 0 f f registration");
        assertThat(code(123)).isEqualTo(two + " hash-3 9ABC Office t 3 2 t t admin");
        assertThat(device(125)).isEqualTo(two + " fingerprint-1 Front desk 123 t");
        assertThat(device(126)).isEqualTo(two + " fingerprint-2 none 123 f");
        assertThat(figures(two)).isEqualTo("2026-01-01 3 2");

        assertThat(code(113)).isEqualTo(one + " hash-3 9ABC none t 3 2 t t admin");
        assertThat(code(118)).isEqualTo(one + " hash-118 7KQ2 none f 1 0 f f admin");
        assertThat(device(115)).isEqualTo(one + " fingerprint-1 none 113 t");

        assertThat(
                        model.one(
                                """
                                select string_agg(created_at::text || ' ' || used_at::text || ' ' || revoked_at::text, '|')
                                from activation_code where code_id = 13\
                                """))
                .isEqualTo("2026-01-31 23:00:01+00 2026-01-31 23:00:03+00 2026-01-31 23:00:09+00");
        assertThat(
                        List.of(
                                model.total("codes"),
                                model.total("codes-used"),
                                model.total("codes-revoked"),
                                model.total("codes-open"),
                                model.total("codes-spent"),
                                model.total("devices"),
                                model.total("devices-revoked")))
                .containsExactly(21L, 12L, 6L, 9L, 6L, 12L, 6L);
    }

    @Test
    void makesTheSameRowsHoweverRecordsAreBatched() {
        var last = tell();
        run(USUAL);
        areReached(last);
        var together = model.rows();
        runners.close();

        for (var batch : List.of(1, 7)) {
            model.emptyTables();
            run(batch);
            areReached(last);
            assertThat(model.rows()).as("batches of " + batch).isEqualTo(together);
            runners.close();
        }
        assertThat(together.get("activation_code")).hasSize(21);
    }

    @Test
    void makesTheSameRowsWhenABatchIsAppliedTwice() {
        tell();
        applyAll();
        var once = model.rows();
        applyAll();
        assertThat(model.rows()).isEqualTo(once);
    }

    private void applyAll() {
        for (int partition = 0; partition < WrittenLog.PARTITIONS; partition++) {
            apply(partition);
        }
    }

    private void apply(int partition) {
        var projection = new LicensingProjection(WrittenLog.keys());
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
    void makesTheSameRowsWhenTablesWereEmptiedAndLabelsStayForgotten() {
        var last = tell();
        run(USUAL);
        areReached(last);
        var before = model.rows();
        runners.close();
        for (int partition = 0; partition < WrittenLog.PARTITIONS; partition++) {
            WrittenLog.forget(slugIn(partition, "one"));
        }

        model.emptyTables();
        run(USUAL);
        areReached(last);
        assertThat(model.rows()).isEqualTo(before);
    }

    @Test
    void scrubsLabelsThatWereWrittenLongBefore() {
        var slug = slugIn(0, "acme");
        var other = slugIn(0, "other");
        log.append(
                registered(slug, 1, "Acme"),
                issued(slug, 11, WrittenLog.sealed(slug, "Office")),
                enrolled(slug, 21, "same", WrittenLog.sealed(slug, "Front desk"), 11));
        var last =
                log.append(
                        registered(other, 2, "Acme"),
                        issued(other, 12, WrittenLog.sealed(other, "Office")),
                        enrolled(other, 22, "same", WrittenLog.sealed(other, "Front desk"), 12));
        run(USUAL);
        areReached(List.of(last));
        assertThat(code(11)).contains("Office");
        assertThat(device(21)).contains("Front desk");

        areReached(List.of(log.append(new PersonalDataErased(slug, 2))));
        assertThat(code(11)).contains("none");
        assertThat(device(21)).contains("none");
        assertThat(code(12)).contains("Office");
        assertThat(device(22)).contains("Front desk");

        // a row that changes in the very batch that erases must not bring its label back
        runners.close();
        log.append(new PersonalDataErased(other, 2));
        var same = log.append(new CodeRevoked(other, 12), new DeviceRevoked(other, 22));
        run(USUAL);
        areReached(List.of(same));
        assertThat(code(12)).contains("none");
        assertThat(device(22)).contains("none");
    }

    @Test
    void readsForgottenLabelsAsNull() {
        var slug = slugIn(0, "forgotten");
        var label = WrittenLog.sealed(slug, "Office");
        log.append(registered(slug, 1, "Acme"), issued(slug, 11, label));
        WrittenLog.forget(slug);
        var last = log.append(enrolled(slug, 21, "fingerprint", label, 11));
        run(USUAL);
        areReached(List.of(last));
        assertThat(code(11)).contains("none");
        assertThat(device(21)).contains("none");
    }

    @Test
    void countsCodesOfTheMonthInWhichTheyWereIssued() {
        var slug = slugIn(0, "acme");
        log.at(FEBRUARY.minusSeconds(2));
        log.append(
                registered(slug, 1, "Acme"),
                issued(slug, 11, null),
                issued(slug, 12, null),
                issued(slug, 15, null));
        var january = log.append(enrolled(slug, 21, "a", null, 11));
        run(USUAL);
        areReached(List.of(january));
        assertThat(figures(slug)).isEqualTo("2026-01-01 3 1");

        // whoever uses an old code in February changes January's figures
        var late = log.append(enrolled(slug, 22, "b", null, 12));
        areReached(List.of(late));
        assertThat(model.one("select created_at from device where device_id = 22"))
                .startsWith("2026-02-01 00:00:00");
        assertThat(figures(slug)).isEqualTo("2026-01-01 3 2");

        log.append(issued(slug, 13, null));
        areReached(List.of(log.append(issued(slug, 14, null))));
        assertThat(figures(slug)).isEqualTo("2026-02-01 2 0");
        areReached(List.of(log.append(enrolled(slug, 23, "c", null, 14))));
        assertThat(figures(slug)).isEqualTo("2026-02-01 2 1");
        areReached(List.of(log.append(enrolled(slug, 24, "d", null, 15))));
        assertThat(figures(slug)).isEqualTo("2026-02-01 2 1");
        assertThat(model.total("codes-used")).isEqualTo(4);
    }

    @Test
    void countsCodesThatAreNotRevokedByTheDayOnWhichTheyExpire() {
        var slug = slugIn(0, "acme");
        log.append(
                registered(slug, 1, "Acme"),
                expiring(slug, 11, 1, FEBRUARY.minusSeconds(1)),
                expiring(slug, 12, 2, FEBRUARY.minusSeconds(1)),
                expiring(slug, 13, 1, FEBRUARY),
                expiring(slug, 14, 1, FEBRUARY),
                issued(slug, 15, null));
        log.append(enrolled(slug, 21, "a", null, 11));
        log.append(enrolled(slug, 22, "b", null, 12));
        var used = log.append(enrolled(slug, 23, "c", null, 14));
        run(USUAL);
        areReached(List.of(used));
        assertThat(byDay())
                .containsExactly(
                        "codes-open 2026-01-31 1",
                        "codes-open 2026-02-01 1",
                        "codes-spent 2026-01-31 1",
                        "codes-spent 2026-02-01 1");
        assertThat(model.total("codes-open")).isEqualTo(3);

        log.append(enrolled(slug, 24, "d", null, 12));
        log.append(new CodeRevoked(slug, 14));
        areReached(List.of(log.append(new CodeRevoked(slug, 15))));
        assertThat(byDay()).containsExactly("codes-open 2026-02-01 1", "codes-spent 2026-01-31 2");
        assertThat(model.total("codes-open")).isEqualTo(1);
        assertThat(model.total("codes-spent")).isEqualTo(2);
        assertThat(model.total("codes-revoked")).isEqualTo(2);
    }

    private static CodeIssued expiring(String slug, long id, int uses, Instant last) {
        return new CodeIssued(slug, id, "hash-" + id, "7KQ2", null, last, uses, "k1", "admin");
    }

    private List<String> byDay() {
        return model.asProjector(
                "select concat_ws(' ', counter, day, sum(value)) from daily_total"
                        + " group by counter, day having sum(value) <> 0 order by 1");
    }

    @Test
    void parksTheTenantOfAnEventAboutSomethingThatIsNotThere() {
        var good = slugIn(0, "good");
        log.append(registered(good, 1, "Acme"), issued(good, 11, null));
        Map<String, Consumer<String>> poisons =
                Map.of(
                        "no-code",
                        slug -> log.append(new CodeRevoked(slug, 404)),
                        "no-shown-code",
                        slug -> log.append(new CodeRevealed(slug, 404)),
                        "no-used-code",
                        slug -> log.append(enrolled(slug, 900, "x", null, 404)),
                        "no-device",
                        slug -> log.append(new DeviceRevoked(slug, 404)),
                        "no-token",
                        slug -> log.append(new TokenRefreshed(slug, 404, token(2))),
                        "others-code",
                        slug -> log.append(enrolled(slug, 901, "x", null, 11)),
                        "others-number",
                        slug -> log.append(issued(slug, 11, null)),
                        "same-hardware",
                        slug ->
                                log.append(
                                        issued(slug, 950, null),
                                        enrolled(slug, 902, "x", null, 950),
                                        enrolled(slug, 903, "x", null, 950)));
        var slugs = new ArrayList<String>();
        poisons.forEach((prefix, poison) -> {
            var slug = slugIn(0, prefix);
            slugs.add(slug);
            log.append(registered(slug, prefix.hashCode(), "Acme"));
            poison.accept(slug);
            log.append(issued(slug, 1_000 + slugs.size(), null));
        });
        var missing = slugIn(0, "missing");
        slugs.add(missing);
        log.append(issued(missing, 2_000, null));
        var last = log.append(enrolled(good, 21, "x", null, 11));
        run(USUAL);
        areReached(List.of(last));

        assertThat(model.asProjector("select tenant from parked_tenant"))
                .containsExactlyInAnyOrderElementsOf(slugs);
        assertThat(device(21)).isEqualTo(good + " x none 11 f");
        assertThat(code(11)).startsWith(good + " hash-11 7KQ2 none f 1 1 t");
        assertThat(
                        model.asProjector(
                                "select count(*) from activation_code where code_id > 1000",
                                "select tenant from activation_code where tenant <> '"
                                        + good
                                        + "'"))
                .containsExactly(slugIn(0, "same-hardware"));
    }
}
