package io.q2o.domain.licensing;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.q2o.domain.Key;
import io.q2o.domain.Kind;

/** What something of a tenant is known by, beside its number. Never leads to anything else. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Lookup.Free.class, name = "free"),
    @JsonSubTypes.Type(value = Lookup.Taken.class, name = "taken")
})
sealed interface Lookup {
    Kind<Lookup> CODE_HASH = new Kind<>("code-hash", Lookup.class, new Free());
    Kind<Lookup> FINGERPRINT = new Kind<>("device-fingerprint", Lookup.class, new Free());

    /** The code of a tenant that has this hash. */
    static Key<Lookup> code(String slug, String hash) {
        return CODE_HASH.key(slug + "/" + hash);
    }

    /** The device of a tenant that has this fingerprint. */
    static Key<Lookup> device(String slug, String fingerprint) {
        return FINGERPRINT.key(slug + "/" + fingerprint);
    }

    record Free() implements Lookup {}

    /**
     * @param id number of what has it
     */
    record Taken(long id) implements Lookup {}
}
