package io.q2o.log;

import org.jspecify.annotations.Nullable;

/** A record that this build cannot read; the message says why and holds nothing of its content. */
public final class UnreadableRecordException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UnreadableRecordException(String reason) {
        super(reason);
    }

    public UnreadableRecordException(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }
}
