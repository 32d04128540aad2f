package io.q2o.processors.postgres;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the read model is.
 *
 * @param url {@code postgresql://host:port/database}
 * @param projectorPassword of the role {@code q2o_projector}
 * @param projectorPool connections at most
 * @param silentTransaction the database ends a session that says nothing for so long within a
 *     transaction
 */
@ConfigurationProperties("q2o.postgres")
record PostgresSettings(
        URI url,
        String projectorPassword,
        @DefaultValue("10") int projectorPool,
        @DefaultValue("10s") Duration silentTransaction) {
    PostgresSettings {
        if (url == null || projectorPassword == null) {
            throw new IllegalArgumentException(
                    "q2o.postgres.url and q2o.postgres.projector-password must be set");
        }
    }
}
