package io.q2o.benchmarks;

import io.q2o.log.DataKeys;
import io.q2o.schemas.Command;
import io.q2o.schemas.billing.PlanTerms;
import io.q2o.schemas.billing.SubscriptionCommand.SuspendSubscription;
import io.q2o.schemas.licensing.CodeCommand.IssueCodes;
import io.q2o.schemas.licensing.CodeCommand.RevokeCode;
import io.q2o.schemas.licensing.DeviceCommand.ActivateDevice;
import io.q2o.schemas.licensing.DeviceCommand.ReinstateDevice;
import io.q2o.schemas.licensing.DeviceCommand.RevokeDevice;
import io.q2o.schemas.tenants.Branding;
import io.q2o.schemas.tenants.TenantCommand.RegisterTenant;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Tenants, codes and devices put in through the log, as many as are wanted. One tenant has a tenth
 * of all codes and devices; a device uses a code of its own.
 */
final class Population implements AutoCloseable {
    /** Every so manyth tenant has the same word in its name. */
    static final List<String> WORDS =
            List.of(
                    "Harbour",
                    "Meadow",
                    "Summit",
                    "Canyon",
                    "Orchard",
                    "Lantern",
                    "Granite",
                    "Willow",
                    "Falcon",
                    "Copper",
                    "Juniper",
                    "Marble",
                    "Thunder",
                    "Velvet",
                    "Crimson",
                    "Sapphire",
                    "Bamboo",
                    "Glacier",
                    "Cobalt",
                    "Saffron");

    private static final Duration PATIENCE = Duration.ofHours(2);
    private static final int MOST_CODES = 100;
    private static final int SEALED_AT_ONCE = 64;
    private static final int READ_AT_ONCE = 20_000;
    private static final int ONE_IN = 100;

    /** A tenant comes with one code, and may have any number of devices. */
    private static final PlanTerms TERMS =
            new PlanTerms(1, "Unlimited", "price_unlimited", 10, null, null, null, "USD");

    private final Stack stack;
    private final ReadModelFeed feed;
    private final Progress progress;
    private final DataKeys keys;
    private final Connection reader;
    private int tenants;
    private int codes;
    private int devices;

    private record FreeCode(long id, String slug, String hash) {}

    Population(Stack stack, ReadModelFeed feed, Progress progress) throws SQLException {
        this.stack = stack;
        this.feed = feed;
        this.progress = progress;
        reader = stack.connect("q2o_projector");
        keys = new DataKeys(stack.kafka(), stack.secrets(), "benchmark-keys");
        keys.start();
    }

    static String slug(long n) {
        return String.format(Locale.ROOT, "seed-%06d", n);
    }

    private static String name(int n) {
        return String.format(Locale.ROOT, "%s Works %06d", WORDS.get(n % WORDS.size()), n);
    }

    int tenants() {
        return tenants;
    }

    int devices() {
        return devices;
    }

    /** Grows until there are so many of each. */
    void growTo(int tenants, int devices) throws SQLException, IOException, InterruptedException {
        addTenants(tenants - this.tenants);
        addCodes(devices - codes);
        addDevices(devices - this.devices);
    }

    void addTenants(int count) throws IOException, InterruptedException {
        append("tenants", count, Flux.range(tenants, count).map(Population::registration));
        tenants += count;
        settle();
    }

    private static RegisterTenant registration(int n) {
        return new RegisterTenant(
                slug(n), name(n), new Branding(null, "#875a7b", null), null, null, "email", TERMS);
    }

    void addCodes(int count) throws IOException, InterruptedException {
        var before = codes / MOST_CODES;
        var lots = (count + MOST_CODES - 1) / MOST_CODES;
        append(
                "codes",
                count,
                Flux.range(0, lots)
                        .flatMapSequential(
                                n -> lot(before + n, Math.min(MOST_CODES, count - n * MOST_CODES)),
                                SEALED_AT_ONCE));
        codes += count;
        settle();
    }

    private Mono<IssueCodes> lot(int n, int count) {
        var slug = slug(n % 10 == 0 ? 0 : 1 + n * 7_919L % (tenants - 1));
        return keys.seal(slug, "%s lot %06d".formatted(WORDS.get(n % WORDS.size()), n))
                .map(label -> new IssueCodes(slug, count, 365, n % 2 == 0 ? 1 : 5, label));
    }

    void addDevices(int count) throws SQLException, IOException, InterruptedException {
        var last = -1L;
        for (int left = count; left > 0; ) {
            var free = free(last, Math.min(left, READ_AT_ONCE));
            if (free.isEmpty()) {
                throw new IOException("no code is left for " + left + " devices");
            }
            var first = devices;
            append(
                    "devices",
                    free.size(),
                    Flux.range(0, free.size())
                            .flatMapSequential(
                                    n -> activation(first + n, free.get(n)), SEALED_AT_ONCE));
            last = free.getLast().id();
            devices += free.size();
            left -= free.size();
        }
        settle();
    }

    /** Codes that were not used, whose hashes are all that is known of them. */
    private List<FreeCode> free(long after, int most) throws SQLException {
        var free = new ArrayList<FreeCode>();
        try (var statement =
                reader.prepareStatement(
                        """
                        select code_id, tenant, hash from activation_code
                        where code_id > ? and source = 'admin' and use_count = 0 and revoked_at is null
                        order by code_id limit ?
                        """)) {
            statement.setLong(1, after);
            statement.setInt(2, most);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    free.add(new FreeCode(rows.getLong(1), rows.getString(2), rows.getString(3)));
                }
            }
        }
        return free;
    }

    private Mono<ActivateDevice> activation(int n, FreeCode code) {
        var label = "%s laptop %07d".formatted(WORDS.get(n % WORDS.size()), n);
        return keys.seal(code.slug(), label)
                .map(sealed ->
                        new ActivateDevice(
                                code.slug(),
                                List.of(code.hash()),
                                fingerprint(n),
                                sealed,
                                "benchmark"));
    }

    private static String fingerprint(int n) {
        var bytes = new byte[32];
        new SplittableRandom(n).nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Revokes one code and device in a hundred and suspends one tenant in a hundred. */
    void revokeSome() throws SQLException, IOException, InterruptedException {
        var revoked = new ArrayList<Command>();
        ids(
                        "select code_id from activation_code where source = 'admin' order by hash limit ?",
                        codes / ONE_IN)
                .forEach(id -> revoked.add(new RevokeCode(id)));
        ids("select device_id from device order by fingerprint limit ?", devices / ONE_IN)
                .forEach(id -> revoked.add(new RevokeDevice(id)));
        IntStream.range(0, tenants / ONE_IN)
                .forEach(n -> revoked.add(new SuspendSubscription(slug((long) n * ONE_IN + 7))));
        append("revocations", revoked.size(), Flux.fromIterable(revoked));
        settle();
    }

    /** The numbers of all devices. */
    List<Long> deviceIds() throws SQLException {
        return ids("select device_id from device order by fingerprint limit ?", devices);
    }

    /** Gives every revoked device its seat again. */
    void reinstateAll() throws SQLException, IOException, InterruptedException {
        var revoked = ids("select device_id from device where revoked limit ?", devices);
        append(
                "reinstatements",
                revoked.size(),
                Flux.fromIterable(revoked).map(ReinstateDevice::new));
        settle();
    }

    private List<Long> ids(String query, int most) throws SQLException {
        var ids = new ArrayList<Long>();
        try (var statement = reader.prepareStatement(query)) {
            statement.setInt(1, most);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getLong(1));
                }
            }
        }
        return ids;
    }

    private void append(String what, int count, Flux<? extends Command> commands) {
        progress.at("appending %,d %s".formatted(count, what));
        CommandSource.append(stack, commands, PATIENCE);
    }

    /** Waits until everything is decided and can be read. */
    void settle() throws IOException, InterruptedException {
        var some = IntStream.range(0, Math.min(tenants, 100)).mapToObj(Population::slug);
        new Settling(stack, feed, some, progress).await(PATIENCE);
    }

    /** What the database does by itself some time after so much was written. */
    void tidy() throws SQLException {
        progress.at("vacuum and analyze");
        try (var owner = stack.connect("q2o_owner");
                var statement = owner.createStatement()) {
            statement.execute(
                    "vacuum (analyze) tenant, activation_code, device, device_sighting,"
                            + " command_outcome, platform_total, daily_total");
        }
    }

    @Override
    public void close() throws SQLException {
        keys.close();
        reader.close();
    }
}
