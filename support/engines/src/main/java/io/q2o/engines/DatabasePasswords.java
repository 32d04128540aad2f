package io.q2o.engines;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** One password a role. */
public record DatabasePasswords(String owner, String projector, String query, String queryAdmin) {

    public DatabasePasswords {
        if (owner.isBlank() || projector.isBlank() || query.isBlank() || queryAdmin.isBlank()) {
            throw new IllegalArgumentException("a role's password is empty");
        }
    }

    public static DatabasePasswords random() {
        return new DatabasePasswords(
                randomPassword(), randomPassword(), randomPassword(), randomPassword());
    }

    /** What {@link #toEnvironment()} put there. */
    public static DatabasePasswords fromEnvironment(Map<String, String> environment) {
        var found = new EnumMap<DatabaseRole, String>(DatabaseRole.class);
        for (var role : DatabaseRole.values()) {
            var password = environment.get(role.environmentVariable());
            if (password == null) {
                throw new IllegalArgumentException(
                        "the environment lacks " + role.environmentVariable());
            }
            found.put(role, password);
        }
        return new DatabasePasswords(
                found.getOrDefault(DatabaseRole.OWNER, ""),
                found.getOrDefault(DatabaseRole.PROJECTOR, ""),
                found.getOrDefault(DatabaseRole.QUERY, ""),
                found.getOrDefault(DatabaseRole.QUERY_ADMIN, ""));
    }

    /**
     * Variables for a child process: an environment is readable by its own user only, arguments by
     * everybody.
     */
    public Map<String, String> toEnvironment() {
        var variables = new LinkedHashMap<String, String>();
        for (var role : DatabaseRole.values()) {
            variables.put(role.environmentVariable(), of(role));
        }
        return variables;
    }

    public String of(DatabaseRole role) {
        return switch (role) {
            case OWNER -> owner;
            case PROJECTOR -> projector;
            case QUERY -> query;
            case QUERY_ADMIN -> queryAdmin;
        };
    }

    @Override
    public String toString() {
        return "DatabasePasswords[hidden]";
    }

    static String randomPassword() {
        var bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
