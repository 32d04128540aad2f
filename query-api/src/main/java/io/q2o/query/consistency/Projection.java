package io.q2o.query.consistency;

/** The projections that readers wait for, by the names they have in {@code projection_position}. */
public enum Projection {
    /** Plans, tenants, codes, devices and totals. */
    LICENSING("licensing"),
    /** What became of commands. */
    OUTCOMES("outcomes");

    private final String stored;

    Projection(String stored) {
        this.stored = stored;
    }

    /** The stored name. */
    public String stored() {
        return stored;
    }
}
