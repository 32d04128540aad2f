package io.q2o.schemas.tenants;

import org.jspecify.annotations.Nullable;

/**
 * How a tenant looks.
 *
 * @param logoUrl absolute http(s) URL
 * @param primaryColor {@code #rrggbb}, lower case
 * @param domain host name
 */
public record Branding(
        @Nullable String logoUrl, @Nullable String primaryColor, @Nullable String domain) {}
