package io.q2o.engines;

/** Who may log in to the database; none is a superuser or bypasses row-level security. */
public enum DatabaseRole {
    /** Owns the database and its schema, migrates. */
    OWNER("q2o_owner"),
    /** Writes read models. */
    PROJECTOR("q2o_projector"),
    /** Reads what belongs to one tenant. */
    QUERY("q2o_query"),
    /** Reads everything, for admins. */
    QUERY_ADMIN("q2o_query_admin");

    private final String login;

    DatabaseRole(String login) {
        this.login = login;
    }

    /** The role's name in PostgreSQL. */
    public String login() {
        return login;
    }

    String environmentVariable() {
        return "Q2O_POSTGRES_" + name() + "_PASSWORD";
    }
}
