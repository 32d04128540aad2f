package io.q2o.query.postgres;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Where the read model is.
 *
 * @param url {@code postgresql://host:port/database}
 * @param queryPassword of the role of tenants' requests
 * @param queryAdminPassword of the role of admins' requests
 */
@Validated
@ConfigurationProperties("q2o.postgres")
record PostgresProperties(
        @NotBlank
                @Pattern(
                        regexp = "postgresql://[^/@]+/[^/?]+(\\?.*)?",
                        message = "must read postgresql://host:port/database")
                String url,
        @NotBlank String queryPassword,
        @NotBlank String queryAdminPassword) {
    /** The address alone: passwords belong into no log. */
    @Override
    public String toString() {
        return url;
    }
}
