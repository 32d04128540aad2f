package io.q2o.web;

import org.springframework.security.core.Authentication;

/**
 * Who asks.
 *
 * @param kind {@code admin}, {@code device}, {@code stranger}, {@code user} …
 * @param id the subject, never an e-mail address
 */
public record Caller(String kind, String id) {
    /** The caller behind a checked token. */
    public static Caller of(Authentication authentication) {
        var admin =
                authentication.getAuthorities().stream()
                        .anyMatch(
                                authority -> AdminSecurity.ADMIN.equals(authority.getAuthority()));
        if (admin) {
            return new Caller("admin", authentication.getName());
        }
        var device = DeviceCaller.of(authentication);
        return device == null
                ? new Caller("user", authentication.getName())
                : new Caller("device", Long.toString(device.deviceId()));
    }

    /** Somebody without a token, who names a tenant. */
    public static Caller stranger(String slug) {
        return new Caller("stranger", slug);
    }

    public boolean isStranger() {
        return kind.equals("stranger");
    }

    public boolean isAdmin() {
        return kind.equals("admin");
    }

    /** {@code kind:id}, as headers and audits name the caller. */
    public String actor() {
        return kind + ":" + id;
    }
}
