package io.q2o.query.postgres;

import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTransientException;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Tells faults of PostgreSQL or the way to it, which pass, from faults of ours, which do not. */
final class Away {
    /** Connection, rollback, resources, operator: the SQLSTATE classes that pass. */
    private static final Set<String> PASSING = Set.of("08", "40", "53", "57");

    private static final int CLASS = 2;
    private static final int STATE = 5;

    private Away() {}

    static boolean isBehind(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case R2dbcException refused when isState(refused.getSqlState()) -> {
                    return PASSING.contains(
                            String.valueOf(refused.getSqlState()).substring(0, CLASS));
                }
                case R2dbcNonTransientResourceException _,
                        R2dbcTransientException _,
                        IOException _,
                        TimeoutException _ -> {
                    return true;
                }
                default -> {}
            }
        }
        return false;
    }

    private static boolean isState(@Nullable String state) {
        return state != null && state.length() == STATE;
    }
}
