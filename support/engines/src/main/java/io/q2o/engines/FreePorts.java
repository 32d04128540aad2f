package io.q2o.engines;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Loopback ports nobody listens on, below the range that operating systems give to outgoing
 * connections: a process that is started again finds its port free, and nobody connects to himself
 * while it is away.
 */
public final class FreePorts {

    private static final int FIRST = 20_000;
    private static final int END = 32_000;

    /** Below that range: a process that starts must not take what its parent chose for another. */
    private static final int FIRST_OWN = 12_000;

    /** None is given twice, for its taker may not listen on it yet. */
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private FreePorts() {}

    /** One for a process that this one starts. */
    public static int next() {
        return next(FIRST, END);
    }

    /** One that this process listens on by itself, and nobody else was told of. */
    static int own() {
        return next(FIRST_OWN, FIRST);
    }

    /** Gives this one to nobody: somebody else has chosen it. */
    public static void keep(int port) {
        GIVEN.add(port);
    }

    private static int next(int first, int end) {
        for (int attempt = 0; attempt < 200; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(first, end);
            if (isFree(port) && GIVEN.add(port)) {
                return port;
            }
        }
        throw new EngineException("no free port between " + first + " and " + end, null);
    }

    public static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
