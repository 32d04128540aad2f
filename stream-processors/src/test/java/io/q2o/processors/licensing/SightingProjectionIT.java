package io.q2o.processors.licensing;

import static io.q2o.processors.Stories.slugIn;
import static org.assertj.core.api.Assertions.assertThat;

import io.q2o.processors.SeenReadModel;
import io.q2o.processors.WrittenLog;
import io.q2o.processors.projection.Runners;
import io.q2o.schemas.Position;
import io.q2o.schemas.licensing.DeviceTelemetry.DeviceSeen;
import io.r2dbc.spi.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class SightingProjectionIT {
    private static final Instant NOON = Instant.parse("2026-02-01T12:00:00Z");

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
        runners.run(new SightingProjection(), batch);
    }

    private void isReached(Position position) {
        runners.isReached(SightingProjection.NAME, position);
    }

    private Position seen(String slug, long device, Instant at) {
        log.at(at);
        return log.append(new DeviceSeen(slug, device));
    }

    private List<String> sightings() {
        return model.asProjector(
                "select concat_ws(' ', device_id, tenant, seen_at) from device_sighting order by device_id");
    }

    @Test
    void remembersWhenEachDeviceWasSeenLast() {
        var one = slugIn(0, "one");
        var two = slugIn(0, "two");
        seen(one, 1, NOON);
        seen(two, 2, NOON.plusSeconds(600));
        isReachedWith(seen(one, 1, NOON.plusSeconds(300)));
        assertThat(sightings())
                .containsExactly(
                        "1 " + one + " 2026-02-01 12:05:00+00",
                        "2 " + two + " 2026-02-01 12:10:00+00");
    }

    private void isReachedWith(Position position) {
        run(1_000);
        isReached(position);
    }

    @Test
    void neverGoesBack() {
        var slug = slugIn(0, "acme");
        seen(slug, 1, NOON);
        isReachedWith(seen(slug, 1, NOON.minusSeconds(1)));
        assertThat(sightings()).containsExactly("1 " + slug + " 2026-02-01 12:00:00+00");
        isReached(seen(slug, 1, NOON.minusSeconds(2)));
        assertThat(sightings()).containsExactly("1 " + slug + " 2026-02-01 12:00:00+00");
    }

    @Test
    void takesTheLatestOfABatch() {
        var slug = slugIn(0, "acme");
        seen(slug, 1, NOON);
        seen(slug, 1, NOON.minusSeconds(1));
        var projection = new SightingProjection();
        var batch = log.records(0).stream().map(projection::read).toList();
        assertThat(batch).hasSize(2);
        Mono.usingWhen(
                        model.pool().create(),
                        connection -> projection.apply(batch, connection),
                        Connection::close)
                .block(Duration.ofSeconds(10));
        assertThat(sightings()).containsExactly("1 " + slug + " 2026-02-01 12:00:00+00");
    }

    @Test
    void makesTheSameRowsHoweverRecordsAreBatched() {
        var slug = slugIn(0, "acme");
        Position last = seen(slug, 3, NOON);
        for (int n = 0; n < 20; n++) {
            last = seen(slug, n % 3, NOON.plusSeconds(n * 7L % 20));
        }
        isReachedWith(last);
        var together = model.rows();
        runners.close();

        model.emptyTables();
        run(1);
        isReached(last);
        assertThat(model.rows()).isEqualTo(together);
        assertThat(sightings()).hasSize(4);
    }

    @Test
    void setsAsideWhatIsNoSightingAndNothingElse() {
        var slug = slugIn(0, "acme");
        log.append(slug, "q2o.licensing.device-revoked.v1", new byte[] {'{', '}'});
        isReachedWith(seen(slug, 1, NOON));
        assertThat(sightings()).containsExactly("1 " + slug + " 2026-02-01 12:00:00+00");
        assertThat(model.asProjector("select tenant from dead_letter")).containsExactly(slug);
        assertThat(model.asProjector("select tenant from parked_tenant")).isEmpty();
    }
}
