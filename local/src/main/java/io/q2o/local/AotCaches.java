package io.q2o.local;

import io.q2o.engines.EmbeddedDatabase;
import io.q2o.engines.FreePorts;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Ahead-of-time caches (JEP 483) of the parts' JVMs: loaded and linked classes. They are written by
 * a training run of the whole platform on a directory of its own. A JVM uses one only with the very
 * jars and the very JVM of the training, so they are tied to both.
 *
 * <p>Profiles of methods (JEP 515) stay out: what was learnt in a training of seconds is compiled
 * in, and under load the services were a fifth slower for it, for good.
 */
final class AotCaches {
    private static final List<String> MODULES =
            List.of("command-api", "stream-processors", "query-api", "front", "local");
    private static final List<String> PARTS =
            List.of("broker", "postgres", "command-api", "stream-processors", "query-api", "front");
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int ROUNDS = 3;

    private final Path home;
    private final Path caches;
    private final Path training;

    /**
     * @param home root of the repository
     */
    AotCaches(Path home) {
        this.home = home;
        caches = home.resolve("local/target/aot");
        training = home.resolve("local/target/aot-training");
    }

    /** The same program with its cache, where there is one that fits. */
    Program used(Program program) {
        var cache = cacheOf(caches, part(program));
        return Files.exists(cache)
                ? Programs.withFlags(program, List.of("-XX:AOTCache=" + cache))
                : program;
    }

    private Program trained(Program program) {
        return Programs.withFlags(
                program,
                List.of(
                        // nothing runs long enough for the optimising compiler to be worth its time
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UnlockDiagnosticVMOptions",
                        "-XX:-AOTRecordTraining",
                        "-XX:AOTCacheOutput=" + cacheOf(training, part(program))));
    }

    private static String part(Program program) {
        return program.name().replaceFirst("-\\d+$", "");
    }

    private static Path cacheOf(Path directory, String part) {
        return directory.resolve(part + ".aot");
    }

    /** Whether a training with these jars and this JVM was tried; it may have failed. */
    boolean isTrained() {
        try {
            return Files.exists(madeOf()) && Files.readString(madeOf()).equals(present());
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** What is missing, in one line; null when every part has a cache that fits. */
    @Nullable String lacking() {
        if (!isTrained()) {
            return "no ahead-of-time caches of these jars and this JVM: the start takes longer";
        }
        var without = PARTS.stream().filter(part -> !Files.exists(cacheOf(caches, part))).toList();
        return without.isEmpty()
                ? null
                : "without ahead-of-time caches: "
                        + String.join(", ", without)
                        + "; the start takes longer (see "
                        + caches
                        + ")";
    }

    /** Tells what the caches were made of. */
    Path madeOf() {
        return caches.resolve("made-of");
    }

    /** The jars that are there and the JVM that runs, in words that change when they do. */
    String present() throws IOException {
        var text = new StringBuilder();
        text.append(System.getProperty("java.home")).append(' ');
        text.append(System.getProperty("java.vm.version")).append('\n');
        for (var module : MODULES) {
            var target = home.resolve(module).resolve("target");
            for (var directory : List.of(target, target.resolve("lib"))) {
                text.append(jarsIn(directory));
            }
        }
        return text.toString();
    }

    private static String jarsIn(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .map(AotCaches::identity)
                    .collect(Collectors.joining());
        }
    }

    private static String identity(Path jar) {
        return "%s %d %d%n".formatted(jar, jar.toFile().length(), jar.toFile().lastModified());
    }

    /**
     * Runs the whole platform once so that each JVM writes its cache. A failure is told and leaves
     * the platform without caches until the next build.
     */
    void train(PrintStream screen) {
        try (var channel =
                        FileChannel.open(
                                home.resolve("local/target/aot.lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                var _ = channel.lock()) {
            if (isTrained()) {
                return; // another ./q2o up was faster
            }
            var began = Instant.now();
            screen.println("training: everything runs once, so that it starts faster from now on");
            var before = present();
            delete(caches);
            clearTraining();
            Files.createDirectories(training.resolve("logs"));
            var failed = run(screen);
            Files.createDirectories(caches);
            for (var part : PARTS) {
                var written = cacheOf(training, part);
                if (Files.exists(written)) {
                    Files.move(written, cacheOf(caches, part));
                }
            }
            Files.move(training.resolve("logs"), caches.resolve("logs"));
            clearTraining();
            Files.writeString(madeOf(), before);
            screen.println(
                    failed == null
                            ? "  trained in %d s"
                                    .formatted(Duration.between(began, Instant.now()).toSeconds())
                            : "  the training failed: " + failed);
        } catch (IOException | LocalFaultException fault) {
            screen.println("  the training failed: " + fault);
        }
    }

    private @Nullable String run(PrintStream screen) {
        var secrets = LocalSecrets.open(training);
        var nowhere =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        var supervisor = new Supervisor(training.resolve("logs"), training, nowhere, () -> {});
        var platform =
                new Platform(new Programs(home, training, secrets), supervisor, this::trained);
        var told = new Thread(() -> giveUp(supervisor), "stop-training");
        Runtime.getRuntime().addShutdownHook(told);
        try {
            return learn(platform, supervisor, secrets, screen);
        } finally {
            screen.println("  writing what was learnt");
            platform.stop(PATIENCE);
            if (told.getState() == Thread.State.NEW) {
                Runtime.getRuntime().removeShutdownHook(told);
            }
        }
    }

    /** Whoever stops it now wants no caches and no long good-bye. */
    private void giveUp(Supervisor supervisor) {
        supervisor.kill();
        clearTraining();
        Runtime.getRuntime().halt(0);
    }

    private static @Nullable String learn(
            Platform platform, Supervisor supervisor, LocalSecrets secrets, PrintStream screen) {
        var port = FreePorts.next();
        platform.start(port, 1);
        var failed =
                platform.awaitReady(
                        PATIENCE, part -> screen.println("  " + part), AotCaches::pause);
        var seeds =
                new Seeds(
                        "http://127.0.0.1:" + port,
                        secrets.adminToken(Instant.now()),
                        supervisor.givenUp()::isDone);
        // requests, so that what serves them is loaded, too
        for (int round = 0; round < ROUNDS && failed == null; round++) {
            failed = seeds.plant(PATIENCE);
        }
        return failed;
    }

    private static boolean pause() {
        try {
            Thread.sleep(100);
            return false;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void clearTraining() {
        EmbeddedDatabase.stopOrphan(training.resolve("postgres"));
        delete(training);
    }

    private static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException fault) {
            throw new LocalFaultException("cannot remove " + fault.getMessage());
        }
    }
}
