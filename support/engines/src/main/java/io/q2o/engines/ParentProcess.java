package io.q2o.engines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

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

    /** Tells the parent that this process is ready, by the file it named, if it named one. */
    static void tellReady() {
        var file = System.getenv("Q2O_READY_FILE");
        if (file != null) {
            try {
                Files.writeString(Path.of(file), "ready");
            } catch (IOException fault) {
                throw new UncheckedIOException("cannot write " + file, fault);
            }
        }
    }
}
