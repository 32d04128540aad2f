package io.q2o.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class AdditionsTest {
    private static final String RELEASED =
            """
            {"$id": "urn:x", "title": "X", "type": "object", "required": ["a"],
             "properties": {
               "a": {"type": "string"},
               "b": {"type": "integer", "format": "int64"},
               "who": {"type": "object", "x-personal": true, "required": ["key"],
                       "properties": {"key": {"type": "string"}, "note": {"type": "string"}}},
               "many": {"type": "array", "items": {"type": "string"}}}}
            """;

    private static List<String> breaksAfter(Consumer<ObjectNode> change) {
        var released = StoredJson.MAPPER.readTree(RELEASED);
        var present = (ObjectNode) StoredJson.MAPPER.readTree(RELEASED);
        change.accept(present);
        return Additions.breaks(released, present);
    }

    private static ObjectNode properties(ObjectNode schema) {
        return (ObjectNode) schema.path("properties");
    }

    private static ObjectNode property(ObjectNode schema, String name) {
        return (ObjectNode) properties(schema).path(name);
    }

    @Test
    void mayBeNothing() {
        assertThat(breaksAfter(_ -> {})).isEmpty();
    }

    @Test
    void mayBeOptionalFieldsAtAnyDepthAndOtherWords() {
        assertThat(
                        breaksAfter(schema -> {
                            schema.put("title", "Y").put("description", "better said");
                            properties(schema).putObject("c").put("type", "string");
                            properties(property(schema, "who"))
                                    .putObject("since")
                                    .put("type", "string");
                        }))
                .isEmpty();
    }

    @Test
    void mayNotRemoveAField() {
        assertThat(breaksAfter(schema -> properties(schema).remove("b")))
                .containsExactly("/b: was removed");
        assertThat(breaksAfter(schema -> properties(property(schema, "who")).remove("note")))
                .containsExactly("/who/note: was removed");
    }

    @Test
    void mayNotChangeATypeOrAFormat() {
        assertThat(breaksAfter(schema -> property(schema, "a").put("type", "integer")))
                .containsExactly("/a type: \"string\" became \"integer\"");
        assertThat(breaksAfter(schema -> property(schema, "b").put("format", "int32"))).hasSize(1);
        assertThat(
                        breaksAfter(schema ->
                                ((ObjectNode) property(schema, "many").path("items"))
                                        .put("type", "integer")))
                .containsExactly("/many[] type: \"string\" became \"integer\"");
    }

    @Test
    void mayNotRequireWhatWasOptional() {
        assertThat(breaksAfter(schema -> ((ArrayNode) schema.path("required")).add("b")))
                .containsExactly("/b: is required, old records may lack it");
        assertThat(breaksAfter(schema -> property(schema, "many").putArray("required").add("x")))
                .containsExactly("/many/x: is required, old records may lack it");
    }

    @Test
    void mayNotRequireANewField() {
        assertThat(
                        breaksAfter(schema -> {
                            properties(schema).putObject("c").put("type", "string");
                            ((ArrayNode) schema.path("required")).add("c");
                        }))
                .containsExactly("/c: is required, old records may lack it");
    }

    @Test
    void mayNotLeaveOutWhatWasAlwaysThere() {
        assertThat(breaksAfter(schema -> schema.putArray("required")))
                .containsExactly("/a: is no longer always there");
        assertThat(breaksAfter(schema -> schema.remove("required")))
                .containsExactly("/a: is no longer always there");
    }

    @Test
    void mayNotNarrowOrUncover() {
        assertThat(breaksAfter(schema -> property(schema, "a").put("maxLength", 5)))
                .containsExactly("/a maxLength: is new");
        assertThat(breaksAfter(schema -> property(schema, "who").remove("x-personal"))).hasSize(1);
    }
}
