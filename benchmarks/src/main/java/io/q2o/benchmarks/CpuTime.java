package io.q2o.benchmarks;

import io.q2o.engines.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Processor time that the parts of the platform a command goes through have used. */
record CpuTime(Stack stack) {
    private static final List<String> PARTS =
            List.of(Decider.PART, "stream-processors", "broker", "postgres");

    /** What Linux counts in, everywhere. */
    private static final double TICKS = 100;

    /** The first of utime, stime, cutime and cstime after the name in brackets. */
    private static final int UTIME = 11;

    /** Seconds, of the user and of the system, since the platform was started. */
    double seconds() throws IOException {
        var ticks = 0L;
        for (var part : PARTS) {
            ticks += ticks(stack.pid(part));
        }
        var server = EmbeddedDatabase.serverOn(stack.database());
        var processes =
                server.stream()
                        .flatMap(one -> Stream.concat(Stream.of(one), one.children()))
                        .toList();
        if (processes.size() < 2) {
            throw new IOException("PostgreSQL's processes are not found");
        }
        for (var process : processes) {
            ticks += ticks(process.pid());
        }
        return ticks / TICKS;
    }

    /** Of a process and of its children that have ended. */
    private static long ticks(long pid) throws IOException {
        try {
            var line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            var fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
            return Stream.of(fields).skip(UTIME).limit(4).mapToLong(Long::parseLong).sum();
        } catch (NoSuchFileException ended) {
            return 0; // its parent has its time
        }
    }
}
