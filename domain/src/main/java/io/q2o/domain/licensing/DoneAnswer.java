package io.q2o.domain.licensing;

import io.q2o.domain.Decision;

/** What portals are told where there is nothing to show. */
record DoneAnswer(boolean success, String message) {
    static Decision.Answer of(String message) {
        return _ -> new DoneAnswer(true, message);
    }
}
