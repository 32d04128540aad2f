package io.q2o.query.contracts;

import io.q2o.query.answer.Answers;
import io.q2o.web.Problem;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Serves what the schemas module publishes; all of it is read once, at start. */
@RestController
@SecurityRequirements
class ContractsEndpoint {
    private static final String ASYNCAPI = "asyncapi.yaml";
    private static final MediaType SCHEMA = MediaType.valueOf("application/schema+json");
    private static final MediaType YAML = MediaType.valueOf("application/yaml");

    private final Map<String, ResponseEntity<byte[]>> documents = new HashMap<>();

    ContractsEndpoint() throws IOException {
        var classPath = new PathMatchingResourcePatternResolver();
        for (var schema : classPath.getResources("classpath*:schemas/*.json")) {
            add(schema, SCHEMA);
        }
        for (var description : classPath.getResources("classpath*:" + ASYNCAPI)) {
            add(description, YAML);
        }
    }

    private void add(Resource resource, MediaType type) throws IOException {
        documents.put(
                Objects.requireNonNull(resource.getFilename()),
                Answers.of(type, resource.getContentAsByteArray()));
    }

    @GetMapping("/schemas/{file}")
    ResponseEntity<byte[]> schema(@PathVariable String file) {
        return document(file.endsWith(".json") ? file : "");
    }

    @GetMapping("/asyncapi.yaml")
    ResponseEntity<byte[]> description() {
        return document(ASYNCAPI);
    }

    private ResponseEntity<byte[]> document(String name) {
        var document = documents.get(name);
        if (document == null) {
            throw Problem.of(
                    HttpStatus.NOT_FOUND, "schema-not-found", "There is no schema of this name.");
        }
        return document;
    }
}
