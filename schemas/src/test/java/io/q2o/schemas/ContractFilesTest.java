package io.q2o.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.q2o.schemas.platform.StoredTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;

/** With {@code -Dcontracts=write} the generated files are written anew instead of compared. */
class ContractFilesTest {
    @BeforeAll
    static void writesThemAnewIfAsked() throws IOException {
        if (!System.getProperty("contracts", "").isEmpty()) {
            ContractFiles.write();
        }
    }

    @Test
    void holdWhatTheRecordsSay() throws IOException {
        for (var file : ContractFiles.generated().entrySet()) {
            assertThat(file.getKey()).exists();
            assertThat(Files.readString(file.getKey()))
                    .as(file.getKey().toString())
                    .isEqualTo(file.getValue());
        }
    }

    @Test
    void describeNoTypeThatNobodyStores() throws IOException {
        assertThat(ContractFiles.in(ContractFiles.SCHEMAS).values())
                .allMatch(ContractFiles.generated()::containsKey);
    }

    @Test
    void requireWhatIsNeverNullAndMarkWhatIsPersonal() throws IOException {
        var schema =
                ContractFiles.json(
                        ContractFiles.SCHEMAS.resolve("q2o.tenants.tenant-registered.v1.json"));
        assertThat(schema.path("required").valueStream().map(name -> name.asString()))
                .containsExactlyInAnyOrder(
                        "slug", "tenantId", "name", "branding", "otpDeliveryMethod");
        var properties = schema.path("properties");
        assertThat(properties.propertyNames())
                .containsExactlyInAnyOrder(
                        "slug",
                        "tenantId",
                        "name",
                        "branding",
                        "email",
                        "phoneNumber",
                        "otpDeliveryMethod");
        for (var name : properties.propertyNames()) {
            var isPersonal = name.equals("email") || name.equals("phoneNumber");
            assertThat(properties.path(name).path("x-personal").asBoolean(false))
                    .as(name)
                    .isEqualTo(isPersonal);
        }
        var change =
                ContractFiles.json(
                        ContractFiles.SCHEMAS.resolve("q2o.command.tenants.change-tenant.v1.json"));
        var to = change.path("properties").path("email").path("properties").path("to");
        assertThat(to.path("x-personal").asBoolean(false)).isTrue();
        assertThat(change.path("required").valueStream().map(name -> name.asString()))
                .containsExactly("slug");
    }

    @Test
    void describeEachTopicInOneDocumentWhoseReferencesLeadSomewhere() throws IOException {
        JsonNode document =
                StoredJson.MAPPER.valueToTree(
                        new Yaml().<Object>load(Files.readString(ContractFiles.ASYNC_API)));
        assertThat(document.at("/channels/events/address").asString()).isEqualTo(Topics.EVENTS);
        assertThat(document.at("/channels/telemetry/address").asString())
                .isEqualTo(Topics.TELEMETRY);
        assertThat(document.at("/channels/commands/address").asString()).isEqualTo(Topics.COMMANDS);
        assertThat(document.at("/components/messages").propertyNames())
                .containsExactlyInAnyOrderElementsOf(
                        StoredTypes.all().stream().map(Class::getSimpleName).toList());
        var references = document.findValuesAsString("$ref");
        assertThat(references).hasSizeGreaterThan(3 * StoredTypes.all().size());
        assertThat(references)
                .allSatisfy(reference -> {
                    if (reference.startsWith("#")) {
                        assertThat(document.at(reference.substring(1)).isMissingNode()).isFalse();
                    } else {
                        assertThat(Path.of("src/main/resources").resolve(reference)).exists();
                    }
                });
    }
}
