package io.q2o.engines;

/** Ends this process in order when the one that started it ends, even by {@code kill -9}. */
public final class ParentProcess {
    private ParentProcess() {}

    /** Watches from now on; does nothing if the system names no parent. */
    public static void endWithIt() {
        var variable = System.getenv("Q2O_PARENT");
        if (variable == null) {
            return;
        }
        var parent = ProcessHandle.of(Long.parseLong(variable));
        if (parent.isEmpty()) {
            System.exit(1);
        }
        parent.get().onExit().thenRun(() -> System.exit(0));
    }
}
