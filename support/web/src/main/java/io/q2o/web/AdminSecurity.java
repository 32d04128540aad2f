package io.q2o.web;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.jwt.Jwt;
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
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Who may call what: admin paths need the admin role, everything else that is not public needs a
 * good token.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebFluxSecurity
@EnableConfigurationProperties({SecurityProperties.class, DeviceTokenSettings.class})
class AdminSecurity {
    static final String ADMIN = "ROLE_ADMIN";

    private static final String BEARER = "Bearer ";

    private static final String[] OPEN = {
        "/authz/**",
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
                                "This call is for others: an admin, or the device itself.");
        return http.csrf(ServerHttpSecurity.CsrfSpec::disable)
                .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
                .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
                .logout(ServerHttpSecurity.LogoutSpec::disable)
                .requestCache(ServerHttpSecurity.RequestCacheSpec::disable)
                .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                .authorizeExchange(access ->
                        access.pathMatchers("/admin/api/**", "/api/llm/**")
                                .hasAuthority(ADMIN)
                                .pathMatchers("/licenses/heartbeat", "/licenses/policy")
                                .hasAuthority(DeviceCaller.AUTHORITY)
                                .pathMatchers("/usage/**")
                                .hasAnyAuthority(ADMIN, DeviceCaller.AUTHORITY)
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
    ReactiveJwtDecoder tokens(SecurityProperties people, DeviceTokenSettings devices) {
        return new BearerTokens(people, devices);
    }

    /** Each of its filters would be a span and a timer of every request. */
    @Bean
    SecurityObservationSettings noObservations() {
        return SecurityObservationSettings.noObservations();
    }

    private static AbstractAuthenticationToken caller(Jwt token, SecurityProperties properties) {
        if (BearerTokens.isDevice(token)) {
            return new JwtAuthenticationToken(
                    token, List.of(new SimpleGrantedAuthority(DeviceCaller.AUTHORITY)));
        }
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
        if (status == HttpStatus.UNAUTHORIZED) {
            exchange.getResponse().getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        return Problem.answer(exchange, json, status, type, detail);
    }
}
