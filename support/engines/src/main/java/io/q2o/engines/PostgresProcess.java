package io.q2o.engines;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** The PostgreSQL server as a program; it ends when the server does. */
final class PostgresProcess {

    private PostgresProcess() {}

    /**
     * @param arguments directory, port; the passwords are in the environment
     */
    public static void main(String[] arguments) throws InterruptedException {
        var directory = Path.of(arguments[0]);
        var passwords = DatabasePasswords.fromEnvironment(System.getenv());
        var database = EmbeddedDatabase.start(directory, Integer.parseInt(arguments[1]), passwords);
        Runtime.getRuntime().addShutdownHook(new Thread(database::close, "stop-postgres"));
        ReadyFile.in(directory).write(database.port());
        // unpacking the binaries took much memory once; give it back
        System.gc();

        var ended = new CountDownLatch(1);
        EmbeddedDatabase.serverOn(directory).orElseThrow().onExit().thenRun(ended::countDown);
        ended.await();
        System.err.println("the PostgreSQL server has ended");
        System.exit(1);
    }
}
