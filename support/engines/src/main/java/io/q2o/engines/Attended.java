package io.q2o.engines;

import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/** Runs another main class that ends when the process which started it ends. */
public final class Attended {
    private Attended() {}

    public static void main(String[] arguments) throws ReflectiveOperationException {
        if (arguments.length == 0) {
            System.err.println("usage: <main class> [argument ...]");
            System.exit(2);
        }
        ParentProcess.endWithIt();
        var rest = Arrays.copyOfRange(arguments, 1, arguments.length);
        try {
            Class.forName(arguments[0])
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) rest);
        } catch (InvocationTargetException fault) {
            System.err.println(arguments[0] + " did not start: " + fault.getCause());
            System.exit(1);
        }
    }
}
