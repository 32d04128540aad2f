package io.q2o.schemas;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * What a schema breaks of the one released before it. New optional properties and other words for
 * people are no break; everything else is, for consumers read what was written under either.
 */
final class Additions {
    private static final Set<String> FOR_PEOPLE = Set.of("title", "description", "examples");

    private final List<String> breaks = new ArrayList<>();

    private Additions() {}

    static List<String> breaks(JsonNode released, JsonNode present) {
        var additions = new Additions();
        additions.compare("", released, present);
        return additions.breaks;
    }

    private void compare(String path, JsonNode released, JsonNode present) {
        for (var keyword : released.propertyNames()) {
            if (FOR_PEOPLE.contains(keyword)) {
                continue;
            }
            var before = released.path(keyword);
            var after = present.path(keyword);
            switch (keyword) {
                case "properties" -> compareProperties(path, before, after);
                case "required" -> compareRequired(path, before, after);
                case "items" -> compare(path + "[]", before, after);
                default -> {
                    if (!before.equals(after)) {
                        breaks.add(path + " " + keyword + ": " + before + " became " + after);
                    }
                }
            }
        }
        for (var keyword : present.propertyNames()) {
            if (!released.has(keyword)
                    && !FOR_PEOPLE.contains(keyword)
                    && !keyword.equals("required")
                    && !keyword.equals("properties")) {
                breaks.add(path + " " + keyword + ": is new");
            }
        }
        if (!released.has("required")) {
            compareRequired(path, StoredJson.MAPPER.createArrayNode(), present.path("required"));
        }
    }

    private void compareProperties(String path, JsonNode released, JsonNode present) {
        for (var name : released.propertyNames()) {
            if (present.has(name)) {
                compare(path + "/" + name, released.path(name), present.path(name));
            } else {
                breaks.add(path + "/" + name + ": was removed");
            }
        }
    }

    private void compareRequired(String path, JsonNode released, JsonNode present) {
        var before = names(released);
        var after = names(present);
        for (var name : after) {
            if (!before.contains(name)) {
                breaks.add(path + "/" + name + ": is required, old records may lack it");
            }
        }
        for (var name : before) {
            if (!after.contains(name)) {
                breaks.add(path + "/" + name + ": is no longer always there");
            }
        }
    }

    private static Set<String> names(JsonNode required) {
        return required.valueStream().map(JsonNode::asString).collect(Collectors.toSet());
    }
}
