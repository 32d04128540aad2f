package io.q2o.processors.postgres;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the read model is.
 *
 * @param url {@code postgresql://host:port/database}
 * @param projectorPassword of the role {@code q2o_projector}
 * @param projectorPool connections at most
 */
@ConfigurationProperties("q2o.postgres")
record PostgresSettings(URI url, String projectorPassword, @DefaultValue("4") int projectorPool) {
    PostgresSettings {
        if (url == null || projectorPassword == null) {
            throw new IllegalArgumentException(
                    "q2o.postgres.url and q2o.postgres.projector-password must be set");
        }
    }
}
