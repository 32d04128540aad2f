package io.q2o.engines;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;

/**
 * Runs another main class and ends the process, in an orderly way, when the process that started it
 * has ended, even by {@code kill -9}. The programs it runs know nothing of it. Needs nothing but
 * the JDK, so that its jar can be put before any other on a class path.
 */
public final class WatchedProcess {

    static final String PARENT = "Q2O_PARENT_PID";
    static final String GRACE = "Q2O_PARENT_GRACE_MS";

    private static final Duration LOOK = Duration.ofMillis(300);
    private static final Duration SHUTDOWN = Duration.ofSeconds(15);

    private WatchedProcess() {}

    /**
     * @param arguments the main class to run, then its arguments
     */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        var parent = System.getenv(PARENT);
        if (parent != null) {
            watch(Long.parseLong(parent), graceAfterParent());
        }
        var main = Class.forName(arguments[0]).getDeclaredMethod("main", String[].class);
        run(main, Arrays.copyOfRange(arguments, 1, arguments.length));
    }

    private static void run(Method main, String[] arguments) throws IllegalAccessException {
        main.setAccessible(true);
        try {
            main.invoke(null, (Object) arguments);
        } catch (InvocationTargetException e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static Duration graceAfterParent() {
        var grace = System.getenv(GRACE);
        return grace == null ? Duration.ZERO : Duration.ofMillis(Long.parseLong(grace));
    }

    private static void watch(long parent, Duration grace) {
        Thread.ofPlatform()
                .daemon()
                .name("parent-watch")
                .start(() -> {
                    while (isChildOf(parent)) {
                        pause(LOOK);
                    }
                    pause(grace);
                    haltAfter(SHUTDOWN);
                    System.exit(1);
                });
    }

    // whoever loses its parent gets another at once, even while the parent's entry still waits to
    // be collected
    private static boolean isChildOf(long parent) {
        return ProcessHandle.current()
                .parent()
                .map(ProcessHandle::pid)
                .filter(pid -> pid == parent)
                .isPresent();
    }

    private static void haltAfter(Duration limit) {
        Thread.ofPlatform()
                .daemon()
                .start(() -> {
                    pause(limit);
                    Runtime.getRuntime().halt(1);
                });
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
