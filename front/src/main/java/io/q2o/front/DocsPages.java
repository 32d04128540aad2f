package io.q2o.front;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Swagger UI for both services, from the class path alone, so that it works without a network. */
@Configuration(proxyBeanMethods = false)
class DocsPages {
    private static final String UI = "META-INF/resources/webjars/swagger-ui/";

    @Bean
    RouterFunction<ServerResponse> docs() {
        var page = new ClassPathResource("docs/index.html");
        return RouterFunctions.route()
                .GET("/docs", _ -> ServerResponse.permanentRedirect(URI.create("/docs/")).build())
                .GET(
                        "/docs/",
                        _ -> ServerResponse.ok().contentType(MediaType.TEXT_HTML).bodyValue(page))
                .resources("/docs/ui/**", new ClassPathResource(UI + version() + "/"))
                .resources("/docs/**", new ClassPathResource("docs/"))
                .build();
    }

    private static String version() {
        try {
            Resource[] bundles =
                    new PathMatchingResourcePatternResolver()
                            .getResources("classpath*:/" + UI + "*/swagger-ui-bundle.js");
            var path = bundles[0].getURL().getPath();
            var from = path.indexOf(UI) + UI.length();
            return path.substring(from, path.indexOf('/', from));
        } catch (IOException | IndexOutOfBoundsException missing) {
            throw new UncheckedIOException(
                    new IOException("the Swagger UI is not on the class path", missing));
        }
    }
}
