package io.q2o.query.tenants;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/** How a tenant looks, for everybody; every key is present. */
@JsonInclude(JsonInclude.Include.ALWAYS)
record BrandingView(
        @JsonProperty("logo_url") @Nullable String logoUrl,
        @JsonProperty("primary_color") @Nullable String primaryColor,
        @JsonProperty("domain") @Nullable String domain) {}
