package io.q2o.domain.licensing;

import io.q2o.domain.Decision;
import io.q2o.domain.SecretKind;
import io.q2o.domain.Slot;
import io.q2o.domain.licensing.CodeState.Code;

/**
 * A code in clear.
 *
 * @param code filled at the door
 * @param maskedCode as lists show it
 */
record CodeAnswer(long id, Slot code, String maskedCode) {
    private static final String MASK = "••••-••••-••••-";

    static Decision.Answer of(long codeId, Code code) {
        return _ ->
                new CodeAnswer(codeId, inClear(codeId, code.secretKey()), masked(code.lastFour()));
    }

    static Slot inClear(long codeId, String secretKey) {
        return new Slot(secretKey, SecretKind.ACTIVATION_CODE, codeId, 0);
    }

    static String masked(String lastFour) {
        return MASK + lastFour;
    }
}
