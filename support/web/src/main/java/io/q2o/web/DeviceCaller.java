package io.q2o.web;

import io.q2o.schemas.Position;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/**
 * The device behind a checked access token.
 *
 * @param tenantId number of its tenant
 * @param slug slug of its tenant
 * @param deviceId its number
 * @param position of the command that asked for the token: a read model that is behind it does not
 *     know all that the token is about
 */
public record DeviceCaller(long tenantId, String slug, long deviceId, Position position) {
    /** Without the prefix of roles, so that no list of roles in a token can bring it about. */
    static final String AUTHORITY = "DEVICE_TOKEN";

    private static final Pattern SUBJECT =
            Pattern.compile("tenant:([0-9]{1,16}):device:([0-9]{1,16})");

    /** The device that asks, null if it is somebody else. */
    public static @Nullable DeviceCaller of(Authentication authentication) {
        var isDevice =
                authentication.getAuthorities().stream()
                        .anyMatch(one -> AUTHORITY.equals(one.getAuthority()));
        if (!isDevice || !(authentication instanceof JwtAuthenticationToken bearer)) {
            return null;
        }
        var token = bearer.getToken();
        var subject = SUBJECT.matcher(String.valueOf(token.getSubject()));
        var slug = token.getClaimAsString("tenant");
        var position = token.getClaimAsString("position");
        if (!subject.matches() || slug == null || position == null) {
            throw new IllegalStateException("a signed device token lacks what all of them have");
        }
        return new DeviceCaller(
                Long.parseLong(subject.group(1)),
                slug,
                Long.parseLong(subject.group(2)),
                Position.parse(position));
    }
}
