package io.q2o.front;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.cloud.gateway.support.RouteMetadataUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsWebFilter;
import org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource;

/** Sends writes to the command API and reads to the query API. */
@SpringBootApplication
@EnableConfigurationProperties(FrontProperties.class)
public class Front {
    public static void main(String[] arguments) {
        SpringApplication.run(Front.class, arguments);
    }

    @Bean
    RouteLocator routes(RouteLocatorBuilder routes, FrontProperties properties) {
        var command = properties.commandApi().toString();
        var query = properties.queryApi().toString();
        return routes.routes()
                .route(
                        "graphql",
                        route ->
                                route.path("/graphql")
                                        // subscriptions stay open and say nothing for long
                                        .metadata(RouteMetadataUtils.RESPONSE_TIMEOUT_ATTR, -1)
                                        .uri(query))
                .route(
                        "contracts of the command API",
                        route ->
                                route.path("/.well-known/**", "/openapi/command.json").uri(command))
                .route("reads", route -> route.method(HttpMethod.GET, HttpMethod.HEAD).uri(query))
                .route("writes", route -> route.path("/**").uri(command))
                .build();
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    CorsWebFilter cors(FrontProperties properties) {
        var cors = new CorsConfiguration();
        cors.setAllowedOrigins(properties.corsOrigins());
        cors.setAllowedMethods(List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"));
        cors.setAllowedHeaders(List.of("*"));
        cors.setExposedHeaders(
                List.of("Consistency-Token", "Consistency", "ETag", "Location", "Retry-After"));
        cors.setAllowCredentials(true);
        cors.setMaxAge(Duration.ofHours(1));
        var source = new UrlBasedCorsConfigurationSource();
        source.registerCorsConfiguration("/**", cors);
        return new CorsWebFilter(source);
    }

    @Bean
    ForwardedAddress forwardedAddress(FrontProperties properties) {
        return new ForwardedAddress(properties.trustedProxies());
    }
}
