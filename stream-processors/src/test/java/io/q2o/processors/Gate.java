package io.q2o.processors;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A way to a server on this machine that can be shut, as if the server were away. */
public final class Gate implements AutoCloseable {
    private final int target;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile @Nullable ServerSocket listening;

    private Gate(int target, ServerSocket listening) {
        this.target = target;
        this.port = listening.getLocalPort();
        this.listening = listening;
        accept(listening);
    }

    public static Gate to(int target) throws IOException {
        return new Gate(target, listen(0));
    }

    public int port() {
        return port;
    }

    private static ServerSocket listen(int port) throws IOException {
        var socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }

    private void accept(ServerSocket socket) {
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        while (true) {
                            var caller = socket.accept();
                            var server = new Socket(InetAddress.getLoopbackAddress(), target);
                            open.add(caller);
                            open.add(server);
                            pump(caller, server);
                            pump(server, caller);
                        }
                    } catch (SocketException shut) {
                        // nobody comes in any more
                    } catch (IOException fault) {
                        throw new UncheckedIOException(fault);
                    }
                });
    }

    private void pump(Socket from, Socket to) {
        Thread.ofVirtual()
                .start(() -> {
                    try (from;
                            to) {
                        from.getInputStream().transferTo(to.getOutputStream());
                    } catch (IOException ended) {
                        // the other end, or the gate, has closed
                    }
                });
    }

    /** Cuts all connections and refuses new ones. */
    public void shut() throws IOException {
        var socket = listening;
        if (socket != null) {
            socket.close();
        }
        for (var one : open) {
            one.close();
        }
        open.clear();
    }

    public void reopen() throws IOException {
        var socket = listen(port);
        listening = socket;
        accept(socket);
    }

    @Override
    public void close() throws IOException {
        shut();
    }
}
