package io.q2o.local;

/** Something that stops a verb; the message is one clear line for the screen. */
final class LocalFaultException extends RuntimeException {
    private static final long serialVersionUID = 1;

    LocalFaultException(String line) {
        super(line);
    }
}
