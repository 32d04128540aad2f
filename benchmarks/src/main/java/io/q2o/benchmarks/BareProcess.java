package io.q2o.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/** A running {@link BareServer}. */
record BareProcess(Process process, int port) implements AutoCloseable {
    static BareProcess start(Stack stack) throws IOException, InterruptedException {
        createTopic(stack, BareAppends.TOPIC);
        var process = stack.beside(BareServer.class, List.of());
        var lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        var port = lines.readLine();
        if (port == null) {
            throw new IOException("the bare server did not start");
        }
        return new BareProcess(process, Integer.parseInt(port));
    }

    /** Appends a record to the topic like that of commands. */
    static byte[] append(String slug, String bearer, String json) {
        return Caller.request("PUT", "/bare/append/" + slug, bearer, json);
    }

    /** Appends a record and answers with something it has signed. */
    static byte[] appendAndSign(String slug, String json) {
        return Caller.request("PUT", "/bare/append-and-sign/" + slug, null, json);
    }

    /** Selects rows of a list by their keys. */
    static byte[] page(String list, List<String> keys, String bearer) {
        var words =
                keys.stream()
                        .map(key -> URLEncoder.encode(key, StandardCharsets.UTF_8))
                        .collect(Collectors.joining(","));
        return Caller.request("GET", "/bare/page/" + list + "?keys=" + words, bearer, null);
    }

    /** A topic like that of commands. */
    static void createTopic(Stack stack, String name) throws InterruptedException {
        try (var admin = Admin.create(stack.kafka().clientSettings("benchmark"))) {
            var settings = new TreeMap<>(Map.of("message.timestamp.type", "LogAppendTime"));
            admin.createTopics(
                            List.of(
                                    new NewTopic(name, Stack.PARTITIONS, (short) 1)
                                            .configs(settings)))
                    .all()
                    .get();
        } catch (ExecutionException fault) {
            if (!(fault.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException("topic " + name + " was not created", fault);
            }
        }
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.destroy();
    }
}
