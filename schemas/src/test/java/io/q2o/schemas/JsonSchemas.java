package io.q2o.schemas;

import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import io.q2o.schemas.platform.StoredTypes;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The JSON Schema of a stored type, made of its record. */
final class JsonSchemas {
    private static final SchemaGenerator GENERATOR = new SchemaGenerator(configuration().build());

    private JsonSchemas() {}

    private static SchemaGeneratorConfigBuilder configuration() {
        var configuration =
                new SchemaGeneratorConfigBuilder(
                                SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                        .with(
                                Option.INLINE_ALL_SCHEMAS,
                                Option.EXTRA_OPEN_API_FORMAT_VALUES,
                                Option.STANDARD_FORMATS)
                        .without(Option.SCHEMA_VERSION_INDICATOR);
        configuration
                .forFields()
                .withRequiredCheck(field -> !isNullable(field))
                .withInstanceAttributeOverride((node, field, _) -> {
                    if (field.getType().isInstanceOf(Sealed.class)) {
                        node.put("x-personal", true);
                    }
                });
        configuration
                .forTypesInGeneral()
                .withTypeAttributeOverride((node, _, _) -> {
                    if (node.path("type").asString("").equals("object")) {
                        node.put("additionalProperties", true);
                    }
                });
        return configuration;
    }

    /** Nulls are left out when a record is written, so that what may be null may be absent. */
    private static boolean isNullable(FieldScope field) {
        return field.getRawMember().getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    static ObjectNode of(Class<?> stored) {
        var schema = StoredJson.MAPPER.createObjectNode();
        schema.put("$schema", SchemaVersion.DRAFT_2020_12.getIdentifier());
        schema.put("$id", "urn:q2o:schema:" + StoredTypes.nameOf(stored));
        schema.put("title", stored.getSimpleName());
        schema.setAll(GENERATOR.generateSchema(stored));
        return schema;
    }
}
