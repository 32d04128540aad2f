package io.q2o.local;

import org.jspecify.annotations.Nullable;

/**
 * What a caller was told.
 *
 * @param mark the traceparent it sent, which command and events carry; no two calls send the same
 * @param what was asked, for messages
 * @param status 0 if the connection broke before an answer
 * @param token where the answer says that its events are, null if it does not
 */
record Answer(String mark, String what, int status, String body, @Nullable String token) {
    boolean isAccepted() {
        return status >= 200 && status < 300;
    }

    /** Whether it tells what became of the command. */
    boolean isConclusive() {
        return status >= 200 && status < 500;
    }
}
