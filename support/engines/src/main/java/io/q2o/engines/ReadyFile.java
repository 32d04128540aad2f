package io.q2o.engines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.OptionalInt;

/** How an engine in a process of its own says that it answers, and on which port. */
record ReadyFile(Path path) {

    static ReadyFile in(Path directory) {
        return new ReadyFile(directory.resolve("ready"));
    }

    void write(int port) {
        var part = path.resolveSibling("ready.part");
        try {
            Files.writeString(part, ProcessHandle.current().pid() + " " + port);
            Files.move(
                    part,
                    path,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The port that this process wrote; empty while it has not. */
    OptionalInt portOf(long pid) {
        try {
            if (Files.exists(path)) {
                var parts = Files.readString(path).split(" ");
                return Long.parseLong(parts[0]) == pid
                        ? OptionalInt.of(Integer.parseInt(parts[1]))
                        : OptionalInt.empty();
            }
            return OptionalInt.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
