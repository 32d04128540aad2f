package io.q2o.command.decider;

import org.jspecify.annotations.Nullable;

/** A state is not folded anew; the message says why and what to do about it. */
final class FoldRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    FoldRefusedException(String reason) {
        super(reason);
    }

    FoldRefusedException(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }
}
