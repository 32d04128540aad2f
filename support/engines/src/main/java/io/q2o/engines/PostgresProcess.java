package io.q2o.engines;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * PostgreSQL as a process of its own: {@code <directory> <port>}, passwords of roles in variables
 * {@code PASSWORD_<role>} of its environment.
 */
public final class PostgresProcess {
    private static final String PASSWORD = "PASSWORD_";

    private PostgresProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length != 2) {
            System.err.println("usage: <directory> <port>");
            System.exit(2);
        }
        ParentProcess.endWithIt();
        var postgres =
                EmbeddedPostgres.start(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
        postgres.bootstrap(passwords());
        Runtime.getRuntime().addShutdownHook(new Thread(postgres::close));
        System.out.println("ready " + postgres.port());
        ParentProcess.tellReady();
        Thread.currentThread().join();
    }

    private static Map<String, String> passwords() {
        return System.getenv().entrySet().stream()
                .filter(variable -> variable.getKey().startsWith(PASSWORD))
                .collect(
                        Collectors.toMap(
                                variable -> variable.getKey().substring(PASSWORD.length()),
                                Map.Entry::getValue));
    }
}
