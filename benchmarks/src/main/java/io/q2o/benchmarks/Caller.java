package io.q2o.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One kept-alive HTTP connection that sends prepared bytes and reads no more of an answer than it
 * must, so that the load takes little of the processors it shares. Not thread-safe.
 */
final class Caller implements AutoCloseable {
    private static final int PATIENCE_MS = 20_000;
    private static final byte[] END = {'\r', '\n', '\r', '\n'};

    private final Socket socket = new Socket();
    private final InputStream in;
    private byte[] buffer = new byte[16 * 1024];
    private int filled;

    Caller(int port) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MS);
        in = socket.getInputStream();
    }

    /**
     * An answer.
     *
     * @param token the {@code Consistency-Token}, null if it has none
     */
    record Answer(int status, @Nullable String token) {
        boolean isGood() {
            return status < 300;
        }
    }

    static byte[] request(
            String method, String path, @Nullable String bearer, @Nullable String json) {
        var text = new StringBuilder(method).append(' ').append(path).append(" HTTP/1.1\r\n");
        text.append("Host: localhost\r\nAccept: application/json\r\n");
        if (bearer != null) {
            text.append("Authorization: Bearer ").append(bearer).append("\r\n");
        }
        if (json != null) {
            text.append("Content-Type: application/json\r\nContent-Length: ")
                    .append(json.getBytes(StandardCharsets.UTF_8).length)
                    .append("\r\n");
        }
        return text.append("\r\n")
                .append(json == null ? "" : json)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    Answer send(byte[] request) throws IOException {
        socket.getOutputStream().write(request);
        filled = 0;
        int end;
        var searched = 0;
        while ((end = endOfHeaders(searched)) < 0) {
            searched = Math.max(0, filled - END.length);
            fill();
        }
        var headers = new String(buffer, 0, end, StandardCharsets.ISO_8859_1);
        var status = Integer.parseInt(headers.substring(9, 12));
        var length = header(headers, "content-length: ");
        if (length == null) {
            throw new IOException("an answer without a length: " + headers);
        }
        var whole = end + END.length + Integer.parseInt(length);
        while (filled < whole) {
            fill();
        }
        return new Answer(status, header(headers, "consistency-token: "));
    }

    /** The body of the last answer. */
    String body() {
        var end = endOfHeaders(0) + END.length;
        return new String(buffer, end, filled - end, StandardCharsets.UTF_8);
    }

    /**
     * What is in a good answer.
     *
     * @throws IOException for any other, with what it says
     */
    JsonNode ask(byte[] request) throws IOException {
        if (!send(request).isGood()) {
            throw new IOException("refused: " + body());
        }
        return JsonMapper.shared().readTree(body());
    }

    private int endOfHeaders(int from) {
        for (int i = from; i <= filled - END.length; i++) {
            if (buffer[i] == '\r' && Arrays.equals(buffer, i, i + END.length, END, 0, END.length)) {
                return i;
            }
        }
        return -1;
    }

    private void fill() throws IOException {
        if (filled == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        var read = in.read(buffer, filled, buffer.length - filled);
        if (read < 0) {
            throw new IOException("the connection was closed");
        }
        filled += read;
    }

    private static @Nullable String header(String headers, String name) {
        for (int at = headers.indexOf("\r\n"); at >= 0; at = headers.indexOf("\r\n", at + 2)) {
            if (headers.regionMatches(true, at + 2, name, 0, name.length())) {
                var start = at + 2 + name.length();
                var stop = headers.indexOf("\r\n", start);
                return headers.substring(start, stop < 0 ? headers.length() : stop);
            }
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
