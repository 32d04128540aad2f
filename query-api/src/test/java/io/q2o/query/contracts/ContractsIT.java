package io.q2o.query.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.q2o.query.RunningQueryApi;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;

class ContractsIT {
    private final RunningQueryApi api = RunningQueryApi.running();

    @Test
    void servesSchemasToEverybody() {
        api.stranger()
                .get()
                .uri("/schemas/q2o.tenants.tenant-registered.v1.json")
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .contentType(MediaType.valueOf("application/schema+json"))
                .expectHeader()
                .exists("ETag")
                .expectBody()
                .jsonPath("$.properties")
                .exists();
        api.stranger()
                .get()
                .uri("/asyncapi.yaml")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .value(text -> assertThat(text).contains("asyncapi:", "q2o.events"));
    }

    @Test
    void servesNothingElse() {
        for (var file : List.of("nothing.json", "asyncapi.yaml", "..", "application.yaml")) {
            api.stranger()
                    .get()
                    .uri("/schemas/{file}", file)
                    .exchange()
                    .expectStatus()
                    .is4xxClientError();
        }
    }

    @Test
    void describesItsOwnPaths() {
        api.stranger()
                .get()
                .uri("/openapi/query.json")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.servers[0].url")
                .isEqualTo("/")
                .jsonPath("$.paths['/admin/api/tenants'].get.parameters[?(@.name=='page_size')]")
                .exists()
                .jsonPath("$.paths['/admin/api/tenants/{slug}'].get.responses['200'].content")
                .exists()
                .jsonPath("$.components.schemas.TenantView.properties.subscription")
                .exists()
                .jsonPath("$.paths['/licenses/branding/{slug}']")
                .exists()
                .jsonPath("$.paths['/commands/{id}']")
                .exists();
    }
}
