package io.q2o.domain;

/**
 * A kind of thing in the state.
 *
 * @param name stored prefix of its keys, a written constant without {@code /}
 * @param type sealed root of its states, readable from JSON with a {@code state} property naming
 *     which
 * @param absent the state of a thing never heard of; never stored
 * @param isPassing whether its states follow from telemetry, so that a fold of the events alone
 *     knows nothing of them; states of other kinds follow from events alone
 */
public record Kind<S>(String name, Class<S> type, S absent, boolean isPassing) {
    /** A kind whose states follow from events. */
    public Kind(String name, Class<S> type, S absent) {
        this(name, type, absent, false);
    }

    /** A kind whose states follow from telemetry. */
    public static <S> Kind<S> passing(String name, Class<S> type, S absent) {
        return new Kind<>(name, type, absent, true);
    }

    /** The key of the thing with this id. */
    public Key<S> key(String id) {
        return new Key<>(this, id);
    }
}
