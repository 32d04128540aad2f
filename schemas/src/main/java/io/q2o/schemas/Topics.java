package io.q2o.schemas;

/** Names of topics and of the record keys that are no tenant's slug. */
public final class Topics {
    public static final String COMMANDS = "q2o.commands";
    public static final String EVENTS = "q2o.events";
    public static final String OUTCOMES = "q2o.outcomes";
    public static final String PLANS = "q2o.plans";
    public static final String KEYS = "q2o.keys";
    public static final String TELEMETRY = "q2o.telemetry";
    public static final String DEAD_LETTERS = "q2o.dead-letters";

    /** Record key of catalogue-wide commands and events. */
    public static final String CATALOGUE = "catalogue";

    private static final String ENTITY = "id:";

    private Topics() {}

    /**
     * Record key of a command addressed by the number of an entity, which also tells its partition;
     * the decider there knows whose entity it is.
     */
    public static String keyOfEntity(long id) {
        return ENTITY + id;
    }

    /** The number in such a key, 0 in any other. */
    public static long entityOf(String key) {
        if (!key.startsWith(ENTITY)) {
            return 0;
        }
        try {
            return Math.max(0, Long.parseLong(key.substring(ENTITY.length())));
        } catch (NumberFormatException other) {
            return 0;
        }
    }
}
