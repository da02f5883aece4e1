package io.kairosgateway.ledger;

import io.kairosgateway.settings.RedisAddress;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.AsyncResultUni;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import io.vertx.redis.client.RedisOptions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sends commands to Redis on one connection for each event loop, one after the other without waiting for answers in between. The client's pool
 * would have each command wait for a connection of its own, and has all of them on one event loop, whoever asks: two changes of threads for each.
 */
final class RedisCommands implements AutoCloseable {

    private final VertxInternal vertx;
    private final RedisOptions options;
    private final Duration patience;
    private final Map<EventLoop, RedisLine> lines = new ConcurrentHashMap<>();

    /**
     * @param options of which {@code maxWaitingHandlers} bounds how many commands may wait for their answers at once, per event loop
     * @param patience how long a connection may owe an answer before another is tried
     */
    RedisCommands(Vertx vertx, RedisOptions options, Duration patience) {
        this.vertx = (VertxInternal) vertx;
        this.options = options;
        this.patience = patience;
    }

    /** Host and port, for the log. */
    String place() {
        return RedisAddress.place(options.getEndpoint());
    }

    /** Lazy, and without a time limit. */
    Uni<Response> send(Request request) {
        return answer(request, RedisPipe::send);
    }

    /**
     * As {@link #send}, for what only reads and so may be asked twice: all that is asked in one turn of an event loop goes out in one write,
     * and a write is most of what a question costs.
     */
    Uni<Response> read(Request request) {
        return answer(request, RedisPipe::read);
    }

    /** One of the ways in which a connection takes a command. */
    interface Way {
        Future<io.vertx.redis.client.Response> go(RedisPipe pipe, io.vertx.redis.client.Request request);
    }

    private Uni<Response> answer(Request request, Way way) {
        return AsyncResultUni.<io.vertx.redis.client.Response>toUni(
                        answered -> answer(request.getDelegate(), way).onComplete(answered))
                .map(Response::newInstance);
    }

    private Future<io.vertx.redis.client.Response> answer(io.vertx.redis.client.Request request, Way way) {
        ContextInternal caller = vertx.getOrCreateContext();
        EventLoop eventLoop = caller.nettyEventLoop();
        RedisLine line =
                lines.computeIfAbsent(eventLoop, unknown -> new RedisLine(vertx, eventLoop, options, patience));
        // On a context as well as a thread of its own: answers to a task that has none are heard on any event loop.
        if (eventLoop.inEventLoop() && Vertx.currentContext() != null) {
            return line.answer(request, way);
        }
        Promise<io.vertx.redis.client.Response> answer = caller.promise();
        line.run(() -> line.answer(request, way).onComplete(answer));
        return answer.future();
    }

    @Override
    public void close() {
        lines.values().forEach(line -> line.run(line::close));
    }
}
