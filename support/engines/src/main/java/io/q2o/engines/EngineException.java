package io.q2o.engines;

import org.jspecify.annotations.Nullable;

/** An engine did not start, or its directory cannot be used; the message names which and why. */
public final class EngineException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public EngineException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
