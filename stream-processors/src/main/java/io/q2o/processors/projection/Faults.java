package io.q2o.processors.projection;

import io.q2o.log.UnreadableRecordException;
import io.r2dbc.spi.R2dbcException;
import java.time.DateTimeException;
import java.util.concurrent.TimeoutException;
import reactor.core.Exceptions;
import tools.jackson.core.JacksonException;

/** Tells records that can never be applied from troubles that pass. */
final class Faults {
    private static final int LONGEST = 500;

    private Faults() {}

    /**
     * Whether it is the records that are at fault: data that PostgreSQL refuses (SQLSTATE 22xxx and
     * 23xxx) or that cannot be mapped to rows. Everything else may succeed when it is tried again.
     */
    static boolean isPoison(Throwable fault) {
        return switch (Exceptions.unwrap(fault)) {
            case R2dbcException sql -> {
                var state = String.valueOf(sql.getSqlState());
                yield state.startsWith("22") || state.startsWith("23");
            }
            case PoisonException _ -> true;
            case UnreadableRecordException _ -> true;
            case JacksonException _ -> true;
            case NullPointerException _ -> true;
            case ClassCastException _ -> true;
            case IllegalArgumentException _ -> true;
            case IndexOutOfBoundsException _ -> true;
            case DateTimeException _ -> true;
            case ArithmeticException _ -> true;
            default -> false;
        };
    }

    /** Why a record was set aside: for operators, and nothing of the record's content in it. */
    static String reason(Throwable fault) {
        return storable(
                switch (Exceptions.unwrap(fault)) {
                    case R2dbcException sql -> "SQLSTATE " + sql.getSqlState();
                    case UnreadableRecordException unreadable ->
                            String.valueOf(unreadable.getMessage());
                    case PoisonException poison -> String.valueOf(poison.getMessage());
                    case Throwable other -> other.getClass().getSimpleName();
                });
    }

    /** What keeps a projection from going on, in a few words. */
    static String trouble(Throwable fault) {
        return switch (Exceptions.unwrap(fault)) {
            case TimeoutException _ -> "PostgreSQL does not answer";
            case Throwable other -> other.getClass().getSimpleName() + ": " + other.getMessage();
        };
    }

    /** A text that PostgreSQL stores whatever it came from: no NUL, and not without end. */
    static String storable(String text) {
        var clean = text.replace('\0', '\ufffd');
        return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST) + "…";
    }
}
