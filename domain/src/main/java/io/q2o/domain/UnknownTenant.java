package io.q2o.domain;

/**
 * A command names a tenant that was never registered.
 *
 * @param field where the caller named it
 */
public record UnknownTenant(String field, String slug) implements Refusal {
    @Override
    public String type() {
        return "unknown-tenant";
    }

    @Override
    public String detail() {
        return field + ": there is no tenant '" + slug + "'.";
    }

    @Override
    public Kind kind() {
        return Kind.UNKNOWN;
    }
}
