package io.q2o.command.door;

import io.netty.channel.EventLoop;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.Connection;

/**
 * The event loops of the HTTP server as schedulers. What is answered on the loop that serves the
 * connection is written by it without waking another thread, and many answers at once.
 */
final class ConnectionThreads {
    private final ConcurrentHashMap<EventLoop, Scheduler> known = new ConcurrentHashMap<>();

    /** The loop that serves the connection of a request; nothing that takes long belongs there. */
    Scheduler of(ServerWebExchange exchange) {
        var served = ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest());
        return served instanceof Connection connection
                ? known.computeIfAbsent(
                        connection.channel().eventLoop(), Schedulers::fromExecutorService)
                : Schedulers.parallel();
    }
}
