package io.q2o.log;

/** The log takes nothing at present; nothing was handed over, so the caller may come again. */
public final class LogUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public LogUnavailableException(String reason) {
        super(reason);
    }
}
