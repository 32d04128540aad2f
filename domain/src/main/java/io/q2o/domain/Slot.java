package io.q2o.domain;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;

/**
 * A place in an answer where the door puts a derived secret: {@code {"slot": {"key", "kind", "id",
 * "counter"}}}. Answers are stored, secrets never.
 *
 * @param key id of the key it is derived from
 * @param kind one of {@link SecretKind}
 * @param id the entity it belongs to
 * @param counter how often it was rotated
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
@JsonTypeName("slot")
public record Slot(String key, String kind, long id, int counter) {}
