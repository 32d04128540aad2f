package io.q2o.web;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWKSecurityContext;
import com.nimbusds.jose.util.Base64URL;
import java.text.ParseException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Checks the bearer tokens of the platform: people's, of the configured issuer, and devices', which
 * the platform signs itself. The {@code typ} of a token says which of the two it claims to be; the
 * two have keys, issuers and audiences of their own, so that neither can stand in for the other.
 */
final class BearerTokens implements ReactiveJwtDecoder {
    private final ReactiveJwtDecoder people;
    private final ReactiveJwtDecoder devices;
    private final RememberedTokens good = new RememberedTokens(this::check, Clock.systemUTC());

    BearerTokens(SecurityProperties people, DeviceTokenSettings devices) {
        this.people = people(people);
        this.devices = devices(devices);
    }

    @Override
    public Mono<Jwt> decode(String token) {
        return good.decode(token);
    }

    private Mono<Jwt> check(String token) {
        return DeviceTokenSettings.TYPE.equals(typeOf(token))
                ? devices.decode(token)
                : people.decode(token);
    }

    /** Whether a checked token is a device's. */
    static boolean isDevice(Jwt checked) {
        return DeviceTokenSettings.TYPE.equals(checked.getHeaders().get("typ"));
    }

    private static @Nullable String typeOf(String token) {
        var dot = token.indexOf('.');
        if (dot < 1) {
            return null;
        }
        try {
            var type = JWSHeader.parse(new Base64URL(token.substring(0, dot))).getType();
            return type == null ? null : type.getType();
        } catch (ParseException | IllegalArgumentException malformed) {
            return null; // which no decoder takes
        }
    }

    private static ReactiveJwtDecoder people(SecurityProperties settings) {
        var file = settings.jwkSetFile();
        var keys =
                file == null ? null : DeviceTokenSettings.read("q2o.security.jwk-set-file", file);
        var decoder = decoder(keys, settings.jwkSetUri(), DefaultJOSEObjectTypeVerifier.JWT);
        if (decoder == null) {
            throw new IllegalStateException(
                    "q2o.security.jwk-set-file or q2o.security.jwk-set-uri must name the issuer's"
                            + " public keys");
        }
        decoder.setJwtValidator(
                new DelegatingOAuth2TokenValidator<>(
                        JwtValidators.createDefaultWithIssuer(settings.issuer()),
                        audience(settings.audience())));
        return decoder;
    }

    private static ReactiveJwtDecoder devices(DeviceTokenSettings settings) {
        var decoder =
                decoder(
                        settings.keys(),
                        settings.jwkSetUri(),
                        new DefaultJOSEObjectTypeVerifier<>(
                                new JOSEObjectType(DeviceTokenSettings.TYPE)));
        if (decoder == null) {
            return _ ->
                    Mono.error(
                            new BadJwtException(
                                    "neither q2o.devices.jwk-set-file nor q2o.devices.jwk-set-uri"
                                            + " is set"));
        }
        decoder.setJwtValidator(
                new DelegatingOAuth2TokenValidator<>(
                        List.of(
                                new JwtTimestampValidator(),
                                new JwtIssuerValidator(settings.issuer()),
                                audience(settings.audience()),
                                BearerTokens::isComplete)));
        return decoder;
    }

    /** What every token of ours has; a key that is not named is not looked for. */
    private static OAuth2TokenValidatorResult isComplete(Jwt token) {
        if (token.getHeaders().get("kid") == null) {
            return refused("the token names no key");
        }
        return token.getExpiresAt() == null
                ? refused("the token never expires")
                : OAuth2TokenValidatorResult.success();
    }

    /** Only RS256, and only of these keys, whatever a token says of itself. */
    private static @Nullable NimbusReactiveJwtDecoder decoder(
            @Nullable JWKSet keys,
            @Nullable String address,
            JOSEObjectTypeVerifier<? super JWKSecurityContext> types) {
        if (keys != null) {
            var known = keys.toPublicJWKSet().getKeys();
            return NimbusReactiveJwtDecoder.withJwkSource(_ -> Flux.fromIterable(known))
                    .jwsAlgorithm(SignatureAlgorithm.RS256)
                    .jwtProcessorCustomizer(one -> one.setJWSTypeVerifier(verifier(types)))
                    .build();
        }
        return address == null
                ? null
                : NimbusReactiveJwtDecoder.withJwkSetUri(address)
                        .jwsAlgorithm(SignatureAlgorithm.RS256)
                        .jwtProcessorCustomizer(one -> one.setJWSTypeVerifier(verifier(types)))
                        .build();
    }

    private static JOSEObjectTypeVerifier<JWKSecurityContext> verifier(
            JOSEObjectTypeVerifier<? super JWKSecurityContext> types) {
        return (type, _) -> types.verify(type, null);
    }

    private static OAuth2TokenValidatorResult refused(String reason) {
        return OAuth2TokenValidatorResult.failure(new OAuth2Error("invalid_token", reason, null));
    }

    private static JwtClaimValidator<Collection<String>> audience(String wanted) {
        return new JwtClaimValidator<>(
                JwtClaimNames.AUD, audience -> audience != null && audience.contains(wanted));
    }
}
