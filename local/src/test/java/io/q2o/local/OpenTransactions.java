package io.q2o.local;

import static org.awaitility.Awaitility.await;

import io.q2o.engines.DatabaseRole;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** Transactions of the projection as PostgreSQL sees them. */
final class OpenTransactions implements AutoCloseable {
    /** It has written tenants and told how far it is, which is the last thing it does. */
    private static final String BETWEEN_ROWS_AND_COMMIT =
            """
            select backend_xid::text
            from pg_stat_activity session join pg_locks lock on lock.pid = session.pid
            where session.application_name = 'q2o-stream-processors' and session.state = 'idle in transaction'
                and session.state_change < clock_timestamp() - interval '100 ms'
                and lock.relation = 'tenant'::regclass
                and lock.mode = 'RowExclusiveLock' and lock.granted and backend_xid is not null
            limit 1
            """;

    private static final String OPEN = "in progress";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration OFTEN = Duration.ofMillis(10);

    private final Connection connection;

    private OpenTransactions(Connection connection) {
        this.connection = connection;
    }

    static OpenTransactions of(Stack stack) throws SQLException {
        return new OpenTransactions(stack.connect(DatabaseRole.PROJECTOR));
    }

    /** Waits for a transaction that has written rows of tenants and not committed yet. */
    String awaitRowsWithoutCommit() {
        return await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(OFTEN)
                .until(() -> one(BETWEEN_ROWS_AND_COMMIT), Optional::isPresent)
                .orElseThrow();
    }

    /** Waits for the end of a transaction: {@code committed} or {@code aborted}. */
    String end(String transaction) {
        return await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(OFTEN)
                .until(() -> status(transaction), status -> !status.equals(OPEN));
    }

    /** Whether a transaction may still come to either end. */
    boolean isOpen(String transaction) throws SQLException {
        return status(transaction).equals(OPEN);
    }

    private String status(String transaction) throws SQLException {
        return one("select pg_xact_status('" + transaction + "'::xid8)").orElseThrow();
    }

    private Optional<String> one(String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            return rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty();
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
