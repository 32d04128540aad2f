package io.q2o.benchmarks;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What is measured and how long.
 *
 * @param figures which, all unless some are named
 * @param scale how much of everything
 */
record Options(Set<Name> figures, Scale scale) {
    static final String USAGE =
            """
            usage: benchmarks/run [--quick|--full] [--only FIGURE]...
                   figures: append heartbeat activate visibility catch-up reads replay memory lists growth micro
                   --quick  a few seconds each, to see that everything runs
                   --full   with a million commands to replay, and a million codes and devices\
            """;

    /** A figure by the word it is asked for. */
    enum Name {
        CATCH_UP,
        APPEND,
        HEARTBEAT,
        ACTIVATE,
        VISIBILITY,
        READS,
        REPLAY,
        MEMORY,
        LISTS,
        GROWTH,
        MICRO;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * How much of everything.
     *
     * @param tenants registered before the figures, and caught up with
     * @param devices that send heartbeats
     * @param warmUp before rounds, longer while rates still rise
     * @param rounds of each side, in turn
     * @param round how long one is
     * @param openLoop how long requests keep coming at a fixed rate
     * @param logs how many commands the log holds in turn when the decider is killed
     * @param kills at each length
     * @param each how many of each thing are added to see how much memory they take
     * @param listed codes and devices behind lists, and a tenth as many tenants
     * @param list how long one list is asked for
     * @param sizes how many codes and devices there are in turn while commands are paid for
     * @param heap of the decider where it has to know so much
     */
    record Scale(
            String name,
            int tenants,
            int devices,
            Duration warmUp,
            int rounds,
            Duration round,
            Duration openLoop,
            List<Integer> logs,
            int kills,
            int each,
            int listed,
            Duration list,
            List<Integer> sizes,
            String heap) {
        static final Scale QUICK =
                new Scale(
                        "quick",
                        500,
                        60,
                        Duration.ofSeconds(3),
                        2,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(5),
                        List.of(2_000),
                        1,
                        500,
                        1_000,
                        Duration.ofMillis(500),
                        List.of(300, 1_000),
                        "1g");
        static final Scale NORMAL =
                new Scale(
                        "normal",
                        20_000,
                        480,
                        Duration.ofSeconds(40),
                        5,
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(20),
                        List.of(10_000, 100_000),
                        2,
                        20_000,
                        10_000,
                        Duration.ofSeconds(2),
                        List.of(1_000, 10_000, 100_000),
                        "1g");
        static final Scale FULL =
                new Scale(
                        "full",
                        50_000,
                        480,
                        Duration.ofSeconds(60),
                        9,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        List.of(10_000, 100_000, 1_000_000),
                        3,
                        100_000,
                        1_000_000,
                        Duration.ofSeconds(2),
                        List.of(1_000, 10_000, 100_000, 1_000_000),
                        "6g");
    }

    /** The command line cannot be understood. */
    static final class WrongUsageException extends Exception {
        private static final long serialVersionUID = 1;

        WrongUsageException(String reason) {
            super(reason);
        }
    }

    static Options parse(List<String> words) throws WrongUsageException {
        var figures = EnumSet.noneOf(Name.class);
        var scale = Scale.NORMAL;
        for (int i = 0; i < words.size(); i++) {
            switch (words.get(i)) {
                case "--quick" -> scale = Scale.QUICK;
                case "--full" -> scale = Scale.FULL;
                case "--only" -> figures.add(named(++i < words.size() ? words.get(i) : ""));
                default ->
                        throw new WrongUsageException("'" + words.get(i) + "' is not understood");
            }
        }
        return new Options(figures.isEmpty() ? EnumSet.allOf(Name.class) : figures, scale);
    }

    private static Name named(String word) throws WrongUsageException {
        for (var name : Name.values()) {
            if (name.word().equals(word)) {
                return name;
            }
        }
        throw new WrongUsageException("there is no figure '" + word + "'");
    }
}
