package io.q2o.local;

import io.q2o.engines.DatabaseRole;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Looks for a text in every column of every table of the read model. */
final class Columns {
    /** Not from the information schema, which leaves out what a role may not read. */
    private static final String ALL =
            """
            select format('%I.%I', c.relname, a.attname),
                format('select 1 from %I where position(%s) > 0 limit 1', c.relname,
                    case when a.atttypid = 'bytea'::regtype
                        then format('convert_to(?, ''UTF8'') in %I', a.attname)
                        else format('? in %I::text', a.attname) end)
            from pg_class c join pg_attribute a on a.attrelid = c.oid
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
                and a.attnum > 0 and not a.attisdropped
            order by 1
            """;

    private Columns() {}

    /** Columns that hold the text somewhere, as {@code table.column}. */
    static List<String> holding(Stack stack, String text) {
        try (var connection = stack.connect(DatabaseRole.QUERY_ADMIN);
                var statement = connection.createStatement();
                var columns = statement.executeQuery(ALL)) {
            var holding = new ArrayList<String>();
            while (columns.next()) {
                if (holds(connection, columns.getString(2), text)) {
                    holding.add(columns.getString(1));
                }
            }
            return holding;
        } catch (SQLException fault) {
            throw new AssertionError(fault);
        }
    }

    private static boolean holds(Connection connection, String query, String text)
            throws SQLException {
        try (var statement = connection.prepareStatement(query)) {
            statement.setString(1, text);
            try (var rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }
}
