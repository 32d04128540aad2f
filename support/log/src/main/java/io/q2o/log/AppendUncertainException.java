package io.q2o.log;

/**
 * A record was handed to the producer and not acknowledged in time: it may be in the log or not.
 */
public final class AppendUncertainException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public AppendUncertainException(Throwable cause) {
        super(cause);
    }
}
