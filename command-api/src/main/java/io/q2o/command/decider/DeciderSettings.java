package io.q2o.command.decider;

import io.q2o.domain.RuleBook;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How this process decides.
 *
 * @param stateDir keeps the identity and local files of the decider; keep it across restarts
 * @param threads stream threads
 * @param standbyReplicas warm copies of the state on other instances
 * @param persistentStore RocksDB instead of memory
 * @param restTimeout seconds a closing decider may take
 * @param compression of what it writes: {@code none}, {@code lz4} or another of Kafka's words
 * @param linger how long what it writes is gathered before it is sent: callers of other instances
 *     wait for it, readers do not, since a commit sends everything. A lone instance has no such
 *     callers and spares the broker many small requests with some milliseconds
 * @param lostBefore partition to offset: commands before it were trimmed undecided and are given up
 */
@ConfigurationProperties("q2o.decider")
record DeciderSettings(
        @DefaultValue(".q2o/decider") Path stateDir,
        @DefaultValue("1") int threads,
        @DefaultValue("0") int standbyReplicas,
        @DefaultValue("false") boolean persistentStore,
        @DefaultValue("10") int restTimeout,
        @DefaultValue("lz4") String compression,
        @DefaultValue("1ms") Duration linger,
        @Nullable Map<Integer, Long> lostBefore) {
    /** A constant of the rules; brokers take records of a megabyte. */
    static final int LARGEST_RECORD = 900_000;

    /** The newest rule version this build decides. */
    int rules() {
        return RuleBook.VERSION;
    }

    @Nullable Long lostBefore(int partition) {
        return lostBefore == null ? null : lostBefore.get(partition);
    }
}
