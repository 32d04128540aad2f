package io.q2o.local;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The program behind {@code ./q2o}: exit status 0 done, 1 failed, 2 wrong usage. */
public final class Q2o {
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(90);

    private final PrintStream screen;
    private final Path home;

    private Q2o(PrintStream screen, Path home) {
        this.screen = screen;
        this.home = home;
    }

    public static void main(String[] arguments) {
        var screen = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var home = Path.of(System.getProperty("q2o.home", ".")).toAbsolutePath().normalize();
        System.exit(new Q2o(screen, home).run(List.of(arguments)));
    }

    private int run(List<String> words) {
        try {
            var line = CommandLine.parse(words, home);
            return switch (line.verb()) {
                case UP -> new Up(line, home, screen).run();
                case DOWN -> down(line);
                case STATUS -> status(line);
                case TOKEN -> token(line);
                case RESET -> reset(line);
            };
        } catch (CommandLine.WrongUsageException wrong) {
            System.err.println(wrong.getMessage());
            System.err.println(CommandLine.USAGE);
            return 2;
        } catch (LocalFaultException fault) {
            System.err.println(fault.getMessage());
            return 1;
        }
    }

    private int down(CommandLine line) {
        var running = new DataDirectory(line.data()).running();
        if (running.isEmpty()) {
            screen.println("nothing runs with data in " + line.data());
            return 0;
        }
        var launcher = Leftovers.launcher(running.get());
        if (launcher.isPresent()) {
            launcher.get().destroy();
            try {
                launcher.get().onExit().get(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (TimeoutException | ExecutionException stubborn) {
                System.err.println("it did not stop within " + STOP_PATIENCE.toSeconds() + " s");
                return 1;
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                return 1;
            }
        } else {
            var data = new DataDirectory(line.data());
            Leftovers.end(data);
            data.removeRunning();
        }
        screen.println("stopped");
        return 0;
    }

    private int status(CommandLine line) {
        var running = new DataDirectory(line.data()).running();
        if (running.isEmpty()) {
            screen.println("nothing runs with data in " + line.data());
            return 1;
        }
        var allUp = true;
        for (var part : running.get().parts().entrySet()) {
            var up = isUp(part.getValue());
            allUp &= up;
            screen.println(
                    "%-18s %-5s 127.0.0.1:%d (pid %d)"
                            .formatted(
                                    part.getKey(),
                                    up ? "up" : "down",
                                    part.getValue().port(),
                                    part.getValue().pid()));
        }
        return allUp ? 0 : 1;
    }

    private static boolean isUp(Running.Part part) {
        return Leftovers.isPart(part.pid())
                && (part.managementPort() == 0 || Child.isReady(part.managementPort()));
    }

    private int token(CommandLine line) {
        if (!new DataDirectory(line.data()).isOurs()) {
            throw new LocalFaultException(
                    "there are no data in " + line.data() + "; run ./q2o up first");
        }
        screen.println(LocalSecrets.open(line.data()).adminToken(Instant.now()));
        return 0;
    }

    private int reset(CommandLine line) {
        var data = new DataDirectory(line.data());
        if (data.isOurs()) {
            data.lock();
            Leftovers.end(data);
            data.clear();
            data.unlock();
        }
        screen.println("nothing is kept in " + line.data());
        return 0;
    }
}
