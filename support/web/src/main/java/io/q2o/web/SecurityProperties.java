package io.q2o.web;

import jakarta.validation.constraints.NotBlank;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Whose bearer tokens count.
 *
 * @param issuer required {@code iss}
 * @param audience required in {@code aud}
 * @param jwkSetFile file with the issuer's public keys; wins over the address
 * @param jwkSetUri address of the issuer's public keys
 * @param rolesClaim claim that lists roles; {@code admin} opens the admin API
 */
@Validated
@ConfigurationProperties("q2o.security")
record SecurityProperties(
        @NotBlank String issuer,
        @NotBlank @DefaultValue("q2o-admin") String audience,
        @Nullable Path jwkSetFile,
        @Nullable String jwkSetUri,
        @NotBlank @DefaultValue("roles") String rolesClaim) {}
