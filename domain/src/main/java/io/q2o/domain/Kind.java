package io.q2o.domain;

/**
 * A kind of thing in the state.
 *
 * @param name stored prefix of its keys, a written constant without {@code /}
 * @param type sealed root of its states, readable from JSON with a {@code state} property naming
 *     which
 * @param absent the state of a thing never heard of; never stored
 */
public record Kind<S>(String name, Class<S> type, S absent) {
    /** The key of the thing with this id. */
    public Key<S> key(String id) {
        return new Key<>(this, id);
    }
}
