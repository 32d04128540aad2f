package io.q2o.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.q2o.schemas.platform.StoredTypes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What was once written stays readable: samples are only ever added. */
class GoldenSamplesTest {
    private static final SchemaRegistry SCHEMAS =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    static Stream<String> samples() throws IOException {
        return ContractFiles.in(ContractFiles.SAMPLES).keySet().stream();
    }

    private static JsonNode sample(String fileName) throws IOException {
        return ContractFiles.json(ContractFiles.SAMPLES.resolve(fileName));
    }

    private static List<Error> faults(String type, JsonNode json) throws IOException {
        Path schema = ContractFiles.SCHEMAS.resolve(type + ".json");
        return SCHEMAS.getSchema(ContractFiles.json(schema)).validate(json);
    }

    @Test
    void existForEveryStoredType() throws IOException {
        assertThat(samples().map(ContractFiles::typeOfSample).distinct())
                .containsExactlyInAnyOrderElementsOf(
                        StoredTypes.all().stream().map(StoredTypes::nameOf).toList());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void areReadBackByTheRecordsOfToday(String fileName) throws IOException {
        var type =
                Objects.requireNonNull(
                        StoredTypes.named(ContractFiles.typeOfSample(fileName)), fileName);
        var json = sample(fileName);
        var record = StoredJson.MAPPER.treeToValue(json, type);
        var written = StoredJson.MAPPER.writeValueAsString(record);
        assertThat(StoredJson.MAPPER.readTree(written)).isEqualTo(json);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void satisfyTheirSchemas(String fileName) throws IOException {
        assertThat(faults(ContractFiles.typeOfSample(fileName), sample(fileName))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void needTheirRequiredFieldsAndTolerateNewOnes(String fileName) throws IOException {
        var type = ContractFiles.typeOfSample(fileName);
        var more = (ObjectNode) sample(fileName);
        more.put("addedLater", 1);
        assertThat(faults(type, more)).isEmpty();
        assertThat(faults(type, StoredJson.MAPPER.createObjectNode())).isNotEmpty();
    }

    @Test
    void holdNoPersonalTextInClear() throws IOException {
        var clear = (ObjectNode) sample("q2o.tenants.tenant-registered.v1.json");
        clear.put("email", "anna@acme.example");
        assertThat(faults("q2o.tenants.tenant-registered.v1", clear)).isNotEmpty();
    }
}
