package io.q2o.web;

import org.springframework.security.core.Authentication;

/**
 * Who asks.
 *
 * @param kind {@code admin}, later tenant, device …
 * @param id the subject, never an e-mail address
 */
public record Caller(String kind, String id) {
    /** The caller behind a checked token. */
    public static Caller of(Authentication authentication) {
        var admin =
                authentication.getAuthorities().stream()
                        .anyMatch(
                                authority -> AdminSecurity.ADMIN.equals(authority.getAuthority()));
        return new Caller(admin ? "admin" : "user", authentication.getName());
    }

    public boolean isAdmin() {
        return kind.equals("admin");
    }

    /** {@code kind:id}, as headers and audits name the caller. */
    public String actor() {
        return kind + ":" + id;
    }
}
