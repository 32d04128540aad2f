package io.q2o.engines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Finds ports on loopback that nobody uses at present. */
public final class FreePort {
    private FreePort() {}

    /** A port that was free a moment ago. */
    public static int next() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException("no free port on loopback", none);
        }
    }
}
