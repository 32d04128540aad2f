package io.q2o.processors.projection;

/** The records of one tenant cannot be applied; the message says why and holds nothing of them. */
public final class PoisonException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String tenant;

    public PoisonException(String tenant, Throwable cause) {
        super(cause.getClass().getSimpleName() + ": " + cause.getMessage(), cause);
        this.tenant = tenant;
    }

    /** Whose. */
    public String tenant() {
        return tenant;
    }
}
