package io.q2o.query.postgres;

import io.r2dbc.spi.Readable;
import java.util.Objects;

/** Reads columns that are never null. */
public final class Columns {
    private Columns() {}

    /**
     * @param column its place in the select list, from 0
     */
    public static <T> T required(Readable row, int column, Class<T> type) {
        return Objects.requireNonNull(row.get(column, type));
    }
}
