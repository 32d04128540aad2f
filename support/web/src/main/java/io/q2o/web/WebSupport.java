package io.q2o.web;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;

/**
 * What both APIs share, by {@code @Import(WebSupport.class)}: problems for every error, token
 * checks, strict reading of JSON (unknown fields, scalars of the wrong type and trailing tokens are
 * refused) and the OpenAPI document.
 */
@Configuration(proxyBeanMethods = false)
@Import({AdminSecurity.class, ProblemAdvice.class})
public class WebSupport {
    @Bean
    JsonMapperBuilderCustomizer strictReading() {
        return json ->
                json.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION);
    }

    @Bean
    OpenAPI description(@Value("${spring.application.name}") String application) {
        return new OpenAPI()
                .info(new Info().title("Q2O " + application).version("1"))
                // whatever origin the document was read from: the front's, mostly
                .addServersItem(new Server().url("/"))
                .components(
                        new Components()
                                .addSecuritySchemes(
                                        "bearer",
                                        new SecurityScheme()
                                                .type(SecurityScheme.Type.HTTP)
                                                .scheme("bearer")
                                                .bearerFormat("JWT")))
                .addSecurityItem(new SecurityRequirement().addList("bearer"));
    }
}
