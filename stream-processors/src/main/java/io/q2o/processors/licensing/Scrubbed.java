package io.q2o.processors.licensing;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Result;
import java.util.LinkedHashSet;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Tenants whose rows of a table lose their labels, those that no record was about among them. */
final class Scrubbed {
    private final Set<String> slugs = new LinkedHashSet<>();
    private final String table;

    Scrubbed(String table) {
        this.table = table;
    }

    void add(String slug) {
        slugs.add(slug);
    }

    Mono<Void> write(Connection connection) {
        if (slugs.isEmpty()) {
            return Mono.empty();
        }
        return Flux.from(
                        connection
                                .createStatement(
                                        "update "
                                                + table
                                                + " set label = null where tenant = any($1) and label is not null")
                                .bind(0, slugs.toArray(String[]::new))
                                .execute())
                .flatMap(Result::getRowsUpdated)
                .then();
    }
}
