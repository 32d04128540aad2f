package io.q2o.benchmarks;

import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.server.RouterFunctions;
import reactor.netty.http.server.HttpServer;

/** What the platform is compared with: a WebFlux server that does one thing a request. */
public final class BareServer {
    /** The keys of a thousand rows. */
    private static final int LONGEST_LINE = 64 * 1024;

    private BareServer() {}

    /** Serves until its input ends; prints its port. */
    public static void main(String[] arguments) throws Exception {
        var appends = new BareAppends(System.getenv("BARE_KAFKA"));
        var selects = new BareSelects();
        var routes =
                RouterFunctions.route()
                        .PUT("/bare/append/{slug}", appends::append)
                        .PUT("/bare/append-and-sign/{slug}", appends::appendAndSign)
                        .GET("/bare/select/{slug}", selects::select)
                        .GET("/bare/page/{list}", selects::page)
                        .build();
        var server =
                HttpServer.create()
                        .host("127.0.0.1")
                        .port(0)
                        .httpRequestDecoder(spec -> spec.maxInitialLineLength(LONGEST_LINE))
                        .handle(
                                new ReactorHttpHandlerAdapter(
                                        RouterFunctions.toHttpHandler(routes)))
                        .bindNow();
        System.out.println(server.port());
        while (System.in.read() >= 0) {
            // whoever started this holds the other end
        }
        server.disposeNow();
        System.exit(0);
    }
}
