package io.q2o.domain;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;

/**
 * A place in an answer where the door puts a signed access token: {@code {"slot": {"kind":
 * "access-token", "key", "claims"}}}. The door adds issuer and audience and signs, which gives the
 * same token each time.
 *
 * @param key id of the key that signs it
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
@JsonTypeName("slot")
public record AccessTokenSlot(String key, AccessClaims claims) {
    /** Tells it from the slots of derived secrets. */
    public static final String KIND = "access-token";

    @JsonProperty
    public String kind() {
        return KIND;
    }
}
