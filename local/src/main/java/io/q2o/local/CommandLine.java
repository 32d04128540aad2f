package io.q2o.local;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What was asked for on the command line.
 *
 * @param instances how many of each service that shares partitions
 * @param deciderHeap memory for what the decider knows, such as {@code 4g}; empty for what it
 *     usually gets
 * @param who whose token is wanted, empty for other verbs
 */
record CommandLine(
        Verb verb,
        Path data,
        boolean fresh,
        int frontPort,
        int instances,
        String deciderHeap,
        String who) {
    static final String USAGE =
            """
            usage: ./q2o up [--fresh] [--data DIR] [--front-port 8080] [--instances 1] [--decider-heap 384m]
                                                                     start everything and keep running
                   ./q2o down [--data DIR]                              stop what up started
                   ./q2o status [--data DIR]                            say what runs where
                   ./q2o token admin [--data DIR]                       print a bearer token
                   ./q2o reset [--data DIR]                             forget all data\
            """;

    private static final Pattern SIZE = Pattern.compile("[1-9][0-9]{0,4}[mg]");

    enum Verb {
        UP,
        DOWN,
        STATUS,
        TOKEN,
        RESET
    }

    /** The command line cannot be understood; the message says why. */
    static final class WrongUsageException extends Exception {
        private static final long serialVersionUID = 1;

        WrongUsageException(String reason) {
            super(reason);
        }
    }

    static CommandLine parse(List<String> words, Path home) throws WrongUsageException {
        if (words.isEmpty()) {
            throw new WrongUsageException("a verb is missing");
        }
        var verb = verb(words.getFirst());
        var data = home.resolve(".q2o");
        var fresh = false;
        var port = 8080;
        var instances = 1;
        var deciderHeap = "";
        var who = "";
        for (int i = 1; i < words.size(); i++) {
            var word = words.get(i);
            switch (word) {
                case "--data" -> data = Path.of(value(words, ++i, word)).toAbsolutePath();
                case "--fresh" -> {
                    only(verb, Verb.UP, word);
                    fresh = true;
                }
                case "--front-port" -> {
                    only(verb, Verb.UP, word);
                    port = number(value(words, ++i, word), word, 65_535);
                }
                case "--instances" -> {
                    only(verb, Verb.UP, word);
                    instances = number(value(words, ++i, word), word, 6);
                }
                case "--decider-heap" -> {
                    only(verb, Verb.UP, word);
                    deciderHeap = size(value(words, ++i, word), word);
                }
                case "admin" -> {
                    only(verb, Verb.TOKEN, word);
                    who = word;
                }
                default -> throw new WrongUsageException("'" + word + "' is not understood");
            }
        }
        if (verb == Verb.TOKEN && who.isEmpty()) {
            throw new WrongUsageException("whose token? (admin)");
        }
        return new CommandLine(
                verb, data.toAbsolutePath().normalize(), fresh, port, instances, deciderHeap, who);
    }

    private static Verb verb(String word) throws WrongUsageException {
        return switch (word) {
            case "up" -> Verb.UP;
            case "down" -> Verb.DOWN;
            case "status" -> Verb.STATUS;
            case "token" -> Verb.TOKEN;
            case "reset" -> Verb.RESET;
            default -> throw new WrongUsageException("there is no verb '" + word + "'");
        };
    }

    private static void only(Verb verb, Verb allowed, String word) throws WrongUsageException {
        if (verb != allowed) {
            throw new WrongUsageException(
                    word + " belongs to '" + allowed.name().toLowerCase(Locale.ROOT) + "'");
        }
    }

    private static String value(List<String> words, int index, String option)
            throws WrongUsageException {
        if (index >= words.size()) {
            throw new WrongUsageException(option + " needs a value");
        }
        return words.get(index);
    }

    private static String size(String text, String option) throws WrongUsageException {
        if (!SIZE.matcher(text).matches()) {
            throw new WrongUsageException(option + " needs a size such as 512m or 4g");
        }
        return text;
    }

    private static int number(String text, String option, int most) throws WrongUsageException {
        try {
            var number = Integer.parseInt(text);
            if (number > 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // said below
        }
        throw new WrongUsageException(option + " needs a number from 1 to " + most);
    }
}
