package io.q2o.query.postgres;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * Event loops for connections to PostgreSQL, used in turn. A group asked for its next loop would
 * not do: opening a connection asks more than once, and with two loops every connection ends up on
 * the same one.
 */
final class EventLoops {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final LoopResources resources;
    private final List<LoopResources> each;

    EventLoops(String name, int count) {
        resources = LoopResources.create(name, 1, count, true, false);
        var group = resources.onClient(LoopResources.DEFAULT_NATIVE);
        each =
                StreamSupport.stream(group.spliterator(), false)
                        .<LoopResources>map(loop -> new One(resources, group, (EventLoop) loop))
                        .toList();
    }

    /** A single loop in the clothes of a group. */
    private record One(LoopResources whole, EventLoopGroup group, EventLoop loop)
            implements LoopResources {
        @Override
        public EventLoopGroup onServer(boolean useNative) {
            return loop;
        }

        @Override
        public EventLoopGroup onClient(boolean useNative) {
            return loop;
        }

        @Override
        public <C extends Channel> C onChannel(Class<C> type, EventLoopGroup asked) {
            return whole.onChannel(type, group);
        }

        @Override
        public <C extends Channel> Class<? extends C> onChannelClass(
                Class<C> type, EventLoopGroup asked) {
            return whole.onChannelClass(type, group);
        }
    }

    /**
     * A factory whose connections take the loops in turn.
     *
     * @param onLoop makes a factory whose connections all stay on the given loop
     */
    ConnectionFactory inTurn(Function<LoopResources, ? extends ConnectionFactory> onLoop) {
        return new InTurn(List.copyOf(each.stream().map(onLoop).toList()), new AtomicInteger());
    }

    /** One loop, for connections that need no company. */
    LoopResources first() {
        return each.getFirst();
    }

    private record InTurn(List<ConnectionFactory> factories, AtomicInteger turn)
            implements ConnectionFactory {
        @Override
        public Publisher<? extends Connection> create() {
            return Mono.defer(() ->
                    Mono.from(
                            factories
                                    .get(Math.floorMod(turn.getAndIncrement(), factories.size()))
                                    .create()));
        }

        @Override
        public ConnectionFactoryMetadata getMetadata() {
            return factories.getFirst().getMetadata();
        }
    }

    Mono<Void> disposeLater() {
        return resources.disposeLater(Duration.ZERO, PATIENCE);
    }
}
