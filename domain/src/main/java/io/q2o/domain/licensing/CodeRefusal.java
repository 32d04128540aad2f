package io.q2o.domain.licensing;

import io.q2o.domain.Refusal;

/** Why the rules of codes say no to an admin. */
sealed interface CodeRefusal extends Refusal {
    record UnknownCode(long codeId) implements CodeRefusal {}

    record OutOfRange(String field, int least, int most) implements CodeRefusal {}

    record PersonalDataIsErased(String slug) implements CodeRefusal {}

    @Override
    default String type() {
        return switch (this) {
            case UnknownCode _ -> "unknown-code";
            case OutOfRange _ -> "out-of-range";
            case PersonalDataIsErased _ -> "personal-data-is-erased";
        };
    }

    @Override
    default String detail() {
        return switch (this) {
            case UnknownCode(long codeId) -> "id: there is no code " + codeId + ".";
            case OutOfRange(String field, int least, int most) ->
                    field + ": must be " + least + " to " + most + ".";
            case PersonalDataIsErased(String slug) ->
                    "label: the personal data of '" + slug + "' is erased; no label is taken.";
        };
    }

    @Override
    default Kind kind() {
        return switch (this) {
            case UnknownCode _ -> Kind.UNKNOWN;
            case OutOfRange _ -> Kind.INVALID;
            case PersonalDataIsErased _ -> Kind.CONFLICT;
        };
    }
}
