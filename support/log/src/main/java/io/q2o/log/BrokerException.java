package io.q2o.log;

import org.jspecify.annotations.Nullable;

/** Brokers refused what they were asked, which is the cause, or did not answer in time. */
public final class BrokerException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    BrokerException(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }
}
