package io.q2o.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;

/** Runs the figures that were asked for, each beside what it is compared with. */
public final class Benchmarks {
    private final Path home;
    private final Options options;
    private final PrintStream screen;
    private final List<Figure> figures = new ArrayList<>();

    private Benchmarks(Path home, Options options, PrintStream screen) {
        this.home = home;
        this.options = options;
        this.screen = screen;
    }

    public static void main(String[] arguments) throws Exception {
        var screen = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try {
            var home = Path.of(System.getProperty("q2o.home", ".")).toAbsolutePath().normalize();
            new Benchmarks(home, Options.parse(List.of(arguments)), screen).run();
        } catch (Options.WrongUsageException wrong) {
            System.err.println(wrong.getMessage());
            System.err.println(Options.USAGE);
            System.exit(2);
        }
        System.exit(0);
    }

    private void run() throws Exception {
        var began = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        var loadBefore = load();
        var wanted = options.figures();
        var onServices = EnumSet.allOf(Options.Name.class);
        onServices.removeAll(
                EnumSet.of(
                        Options.Name.REPLAY,
                        Options.Name.MEMORY,
                        Options.Name.LISTS,
                        Options.Name.GROWTH,
                        Options.Name.MICRO));
        onServices.retainAll(wanted);
        try {
            if (!onServices.isEmpty()) {
                services(onServices);
            }
            if (wanted.contains(Options.Name.REPLAY)) {
                progress("starting a platform for replay");
                try (var stack = Stack.start(home, options.scale().heap())) {
                    add(
                            "replay",
                            new ReplayFigure(stack, options.scale(), this::progress)::measure);
                }
            }
            if (wanted.contains(Options.Name.MEMORY)) {
                populated(
                        "memory",
                        on ->
                                new MemoryFigure(
                                                on.stack(),
                                                options.scale(),
                                                on.population(),
                                                this::progress)
                                        ::measure);
            }
            if (wanted.contains(Options.Name.LISTS)) {
                populated(
                        "lists",
                        on ->
                                new ListsFigure(
                                                on.stack(),
                                                options.scale(),
                                                on.bare(),
                                                on.population(),
                                                this::progress)
                                        ::measure);
            }
            if (wanted.contains(Options.Name.GROWTH)) {
                populated(
                        "growth",
                        on ->
                                new GrowthFigure(
                                                on.stack(),
                                                options.scale(),
                                                on.feed(),
                                                on.population(),
                                                this::progress)
                                        ::measure);
            }
            if (wanted.contains(Options.Name.MICRO)) {
                add("micro", new MicroFigure(options.scale(), this::progress)::measure);
            }
        } finally {
            write(began, loadBefore);
        }
    }

    private void services(EnumSet<Options.Name> wanted) throws Exception {
        progress("starting a platform");
        try (var stack = Stack.start(home);
                var bare = BareProcess.start(stack);
                var feed = new ReadModelFeed(stack)) {
            var tenants = new Tenants(stack, options.scale().tenants(), feed);
            progress("registering " + options.scale().tenants() + " tenants");
            figures.add(tenants.register());
            if (wanted.contains(Options.Name.CATCH_UP)) {
                add("catch-up", new CatchUpFigure(stack, options.scale(), this::progress)::measure);
            }
            var append = append(stack, bare, feed, tenants.change(), tenants.slugs());
            if (wanted.contains(Options.Name.APPEND)) {
                add("append", append::measure);
            }
            var devices = new Devices(stack, options.scale().devices());
            if (wanted.contains(Options.Name.HEARTBEAT)) {
                add(
                        "heartbeat",
                        () -> {
                            devices.enrol();
                            return append(stack, bare, feed, devices.heartbeat(), devices.slugs())
                                    .measure();
                        });
            }
            if (wanted.contains(Options.Name.ACTIVATE)) {
                add(
                        "activate",
                        () -> {
                            devices.register();
                            return append(stack, bare, feed, devices.activation(), devices.slugs())
                                    .measure();
                        });
            }
            if (wanted.contains(Options.Name.VISIBILITY)) {
                add(
                        "visibility",
                        new VisibilityFigure(stack, options.scale(), append, feed, this::progress)
                                ::measure);
            }
            if (wanted.contains(Options.Name.READS)) {
                add(
                        "reads",
                        new ReadsFigure(stack, options.scale(), bare, tenants, this::progress)
                                ::measure);
            }
        }
    }

    private record Populated(
            Stack stack, BareProcess bare, ReadModelFeed feed, Population population) {}

    /** Each begins with an empty platform that has room for very much. */
    private void populated(String name, Function<Populated, Callable<List<Figure>>> figure)
            throws Exception {
        progress("starting a platform for " + name);
        try (var stack = Stack.start(home, options.scale().heap());
                var bare = BareProcess.start(stack);
                var feed = new ReadModelFeed(stack);
                var population = new Population(stack, feed, this::progress)) {
            add(name, figure.apply(new Populated(stack, bare, feed, population)));
        }
    }

    private AppendFigure append(
            Stack stack,
            BareProcess bare,
            ReadModelFeed feed,
            AppendFigure.Write write,
            Stream<String> slugs) {
        var settling = new Settling(stack, feed, slugs, this::progress);
        return new AppendFigure(
                stack, options.scale(), bare, write, settling, feed, this::progress);
    }

    /** One figure that cannot be measured leaves the others as they are. */
    private void add(String name, Callable<List<Figure>> figure) throws InterruptedException {
        try {
            var measured = figure.call();
            figures.addAll(measured);
            screen.println(Figure.table(measured));
        } catch (InterruptedException stop) {
            throw stop;
        } catch (Exception fault) {
            fault.printStackTrace();
            figures.add(new Figure(name, "failed: " + fault.getMessage(), "", "", ""));
        }
    }

    private void progress(String what) {
        screen.println(Instant.now().truncatedTo(ChronoUnit.SECONDS) + " " + what);
    }

    private static String load() throws IOException {
        var file = Path.of("/proc/loadavg");
        return Files.exists(file) ? Files.readString(file).split(" ")[0] : "unknown";
    }

    private void write(Instant began, String loadBefore) throws IOException {
        var text =
                """
                # Results

                %s to %s, scale %s, %d processors, %d MiB of memory, Java %s; load of the machine (1 min) %s before, %s after.

                %s\
                """
                        .formatted(
                                began,
                                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                                options.scale().name(),
                                Runtime.getRuntime().availableProcessors(),
                                memory(),
                                Runtime.version(),
                                loadBefore,
                                load(),
                                Figure.table(figures));
        var file = home.resolve("benchmarks/target/results.md");
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        screen.println();
        screen.println(text);
    }

    private static long memory() {
        return java.lang.management.ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize() >> 20
                : 0;
    }
}
