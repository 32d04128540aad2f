package io.q2o.command.decider;

/**
 * This process must not decide a command that another can: its Streams client closes before
 * anything is committed, and the partitions move.
 */
final class HandOverException extends RuntimeException {
    private static final long serialVersionUID = 1;

    HandOverException(String reason) {
        super(reason);
    }
}
