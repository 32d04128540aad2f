package io.q2o.web;

import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.ServerAuthenticationEntryPoint;
import org.springframework.security.web.server.authorization.ServerAccessDeniedHandler;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedHandler;
import org.springframework.security.web.server.firewall.ServerWebExchangeFirewall;
import org.springframework.security.web.server.firewall.StrictServerWebExchangeFirewall;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Who may call what: admin paths need the admin role, everything else that is not public needs a
 * good token.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebFluxSecurity
@EnableConfigurationProperties(SecurityProperties.class)
class AdminSecurity {
    static final String ADMIN = "ROLE_ADMIN";

    private static final String BEARER = "Bearer ";

    private static final String[] OPEN = {
        "/licenses/branding/**",
        "/openapi/**",
        "/schemas/**",
        "/asyncapi.yaml",
        "/.well-known/**",
        "/actuator/**"
    };

    @Bean
    SecurityWebFilterChain access(
            ServerHttpSecurity http, SecurityProperties properties, JsonMapper json) {
        ServerAuthenticationEntryPoint unauthenticated =
                (exchange, _) ->
                        refuse(
                                exchange,
                                json,
                                HttpStatus.UNAUTHORIZED,
                                "unauthenticated",
                                "This call needs a valid bearer token.");
        ServerAccessDeniedHandler forbidden =
                (exchange, _) ->
                        refuse(
                                exchange,
                                json,
                                HttpStatus.FORBIDDEN,
                                "forbidden",
                                "This call needs the admin role.");
        return http.csrf(ServerHttpSecurity.CsrfSpec::disable)
                .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
                .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
                .logout(ServerHttpSecurity.LogoutSpec::disable)
                .requestCache(ServerHttpSecurity.RequestCacheSpec::disable)
                .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                .authorizeExchange(access ->
                        access.pathMatchers("/admin/api/**", "/api/llm/**")
                                .hasAuthority(ADMIN)
                                .pathMatchers(OPEN)
                                .permitAll()
                                .anyExchange()
                                .authenticated())
                .oauth2ResourceServer(server ->
                        server.bearerTokenConverter(AdminSecurity::bearerToken)
                                .jwt(jwt ->
                                        jwt.jwtAuthenticationConverter(
                                                token -> Mono.just(caller(token, properties))))
                                .authenticationEntryPoint(unauthenticated)
                                .accessDeniedHandler(forbidden))
                .exceptionHandling(faults ->
                        faults.authenticationEntryPoint(unauthenticated)
                                .accessDeniedHandler(forbidden))
                .build();
    }

    /** Whether it is a good token is for the decoder to say. */
    private static Mono<Authentication> bearerToken(ServerWebExchange exchange) {
        var header = exchange.getRequest().getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Mono.empty();
        }
        var token = header.substring(BEARER.length()).strip();
        return token.isEmpty()
                ? Mono.error(new InvalidBearerTokenException("the bearer token is empty"))
                : Mono.just(new BearerTokenAuthenticationToken(token));
    }

    /** The usual one, with its checks of headers written as loops: they run for each reading. */
    @Bean
    ServerWebExchangeFirewall firewall() {
        var firewall = new StrictServerWebExchangeFirewall();
        firewall.setAllowedHeaderNames(AdminSecurity::isClean);
        firewall.setAllowedHeaderValues(AdminSecurity::isClean);
        return firewall;
    }

    /** No control characters but the tab, and nothing that is not assigned; absent is clean. */
    private static boolean isClean(@Nullable String text) {
        if (text == null) {
            return true;
        }
        for (int i = 0; i < text.length(); i++) {
            var one = text.charAt(i);
            if (one < ' ' && one != '\t'
                    || one >= 0x7f && (Character.isISOControl(one) || !Character.isDefined(one))) {
                return false;
            }
        }
        return true;
    }

    /** Paths and headers that no honest caller sends are problems, too. */
    @Bean
    ServerExchangeRejectedHandler rejected(JsonMapper json) {
        return (exchange, _) ->
                refuse(
                        exchange,
                        json,
                        HttpStatus.BAD_REQUEST,
                        "rejected",
                        "The path or a header holds characters that are not allowed there.");
    }

    @Bean
    ReactiveJwtDecoder tokens(SecurityProperties properties) {
        var decoder = decoder(properties);
        decoder.setJwtValidator(
                new DelegatingOAuth2TokenValidator<>(
                        JwtValidators.createDefaultWithIssuer(properties.issuer()),
                        new JwtClaimValidator<Collection<String>>(
                                JwtClaimNames.AUD,
                                audience ->
                                        audience != null
                                                && audience.contains(properties.audience()))));
        return new RememberedTokens(decoder, Clock.systemUTC());
    }

    /** Each of its filters would be a span and a timer of every request. */
    @Bean
    SecurityObservationSettings noObservations() {
        return SecurityObservationSettings.noObservations();
    }

    private static NimbusReactiveJwtDecoder decoder(SecurityProperties properties) {
        if (properties.jwkSetFile() != null) {
            var keys = keys(properties.jwkSetFile());
            return NimbusReactiveJwtDecoder.withJwkSource(
                            token -> Flux.fromIterable(keys.getKeys()))
                    .jwsAlgorithm(SignatureAlgorithm.RS256)
                    .build();
        }
        if (properties.jwkSetUri() != null) {
            return NimbusReactiveJwtDecoder.withJwkSetUri(properties.jwkSetUri())
                    .jwsAlgorithm(SignatureAlgorithm.RS256)
                    .build();
        }
        throw new IllegalStateException(
                "q2o.security.jwk-set-file or q2o.security.jwk-set-uri must name the issuer's public keys");
    }

    private static JWKSet keys(Path file) {
        try {
            return JWKSet.load(file.toFile());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(
                    "q2o.security.jwk-set-file: cannot read " + file, unreadable);
        } catch (ParseException malformed) {
            throw new IllegalStateException(
                    "q2o.security.jwk-set-file: " + file + " is no JWK set", malformed);
        }
    }

    private static AbstractAuthenticationToken caller(Jwt token, SecurityProperties properties) {
        var claim = token.getClaims().get(properties.rolesClaim());
        var roles = claim instanceof Collection<?> several ? several : List.of();
        List<GrantedAuthority> authorities =
                roles.stream()
                        .<GrantedAuthority>map(role ->
                                new SimpleGrantedAuthority(
                                        "ROLE_" + String.valueOf(role).toUpperCase(Locale.ROOT)))
                        .toList();
        return new JwtAuthenticationToken(token, authorities);
    }

    private static Mono<Void> refuse(
            ServerWebExchange exchange,
            JsonMapper json,
            HttpStatus status,
            String type,
            String detail) {
        var response = exchange.getResponse();
        response.setStatusCode(status);
        response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (status == HttpStatus.UNAUTHORIZED) {
            response.getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        var body = json.writeValueAsBytes(Problem.body(status, type, detail));
        return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    }
}
