package io.q2o.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Where one local platform keeps everything; only one {@code up} uses it at a time. */
final class DataDirectory {
    private static final String MARK = "q2o-data";
    private static final String LOCK = "lock";
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path path;
    private @Nullable FileLock lock;

    DataDirectory(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    Path logs() {
        return path.resolve("logs");
    }

    /** Makes the directory ours; its content is for its owner only. */
    void open() {
        try {
            if (Files.exists(path) && !Files.isDirectory(path)) {
                throw new LocalFaultException(
                        path + " is no directory; choose another with --data");
            }
            if (!isOurs() && Files.isDirectory(path) && !isEmpty()) {
                throw new LocalFaultException(
                        path + " holds something else; choose another with --data");
            }
            Files.createDirectories(logs());
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
            Files.writeString(path.resolve(MARK), "data of a local Q2O\n");
        } catch (IOException fault) {
            throw new LocalFaultException(
                    "cannot write to "
                            + path
                            + " ("
                            + fault.getMessage()
                            + "); choose another with --data");
        }
    }

    private boolean isEmpty() throws IOException {
        try (var files = Files.list(path)) {
            return files.allMatch(file -> file.endsWith(LOCK));
        }
    }

    boolean isOurs() {
        return Files.exists(path.resolve(MARK));
    }

    void lock() {
        try {
            var channel =
                    FileChannel.open(
                            path.resolve(LOCK),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            lock = channel.tryLock();
        } catch (OverlappingFileLockException held) {
            lock = null;
        } catch (IOException fault) {
            throw new LocalFaultException("cannot lock " + path + ": " + fault.getMessage());
        }
        if (lock == null) {
            throw new LocalFaultException(
                    path
                            + " is in use by another ./q2o up"
                            + running().map(one -> " (pid " + one.launcher() + ")").orElse("")
                            + "; stop it with ./q2o down or choose another with --data");
        }
    }

    void unlock() {
        var held = lock;
        if (held != null) {
            try {
                held.channel().close();
            } catch (IOException fault) {
                throw new UncheckedIOException(fault);
            }
        }
    }

    /** Removes everything but the lock; only where this program made it. */
    void clear() {
        if (!isOurs()) {
            return;
        }
        try (var files = Files.walk(path)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(path) && !file.equals(path.resolve(LOCK))) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException fault) {
            throw new LocalFaultException("cannot remove " + fault.getMessage());
        }
    }

    void write(Running running) {
        var part = path.resolve("running.json.part");
        try {
            Files.write(
                    part, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(running.toMap()));
            try {
                Files.move(
                        part,
                        path.resolve("running.json"),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException other) {
                throw new LocalFaultException(path + " lies on a file system without atomic moves");
            }
        } catch (IOException fault) {
            throw new LocalFaultException("cannot write " + part + ": " + fault.getMessage());
        }
    }

    Optional<Running> running() {
        var file = path.resolve("running.json");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Running.of(JSON.readTree(Files.readAllBytes(file))));
        } catch (IOException fault) {
            throw new LocalFaultException("cannot read " + file + ": " + fault.getMessage());
        }
    }

    void removeRunning() {
        try {
            Files.deleteIfExists(path.resolve("running.json"));
        } catch (IOException fault) {
            throw new LocalFaultException("cannot remove running.json: " + fault.getMessage());
        }
    }
}
