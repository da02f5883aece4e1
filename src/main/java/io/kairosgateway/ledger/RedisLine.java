package io.kairosgateway.ledger;

import io.kairosgateway.ledger.RedisCommands.Way;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;

/**
 * The way to Redis of one event loop, and only touched on it: the connection that takes the next command.
 *
 * <pre>
 *   none ──a command──▶ connecting ──▶ connected ──closed──▶ none
 *                           │              └──owes for too long, or is to no master──▶ set aside: the next command opens another
 *                           └──failed──▶ pause ──▶ none
 * </pre>
 *
 * One that is set aside is kept until it is closed or has answered everything, because what a frozen server does when it thaws has to be known;
 * one to a host that has vanished is closed by the client's {@code read-idle-timeout}.
 */
final class RedisLine {

    /** After an attempt that failed, or every command would make one while Redis is away. */
    private static final long PAUSE_NANOS = Duration.ofMillis(50).toNanos();

    private final VertxInternal vertx;
    private final ContextInternal context;
    private final RedisOptions options;
    private final long patienceNanos;
    private RedisPipe current;
    private long currentSince;
    private long notBefore = System.nanoTime();
    private boolean closed;

    RedisLine(VertxInternal vertx, EventLoop eventLoop, RedisOptions options, Duration patience) {
        this.vertx = vertx;
        // One without anything of a request's, because a connection stays on the context that it was made on.
        this.context = vertx.createEventLoopContext(
                eventLoop, null, Thread.currentThread().getContextClassLoader());
        this.options = options;
        this.patienceNanos = patience.toNanos();
    }

    /** Has it done on the event loop, from any thread. */
    void run(Runnable task) {
        context.runOnContext(now -> task.run());
    }

    Future<Response> answer(Request request, Way way) {
        if (current != null && current.lost(patienceNanos)) {
            current = null;
        }
        if (current == null) {
            if (closed || System.nanoTime() - notBefore < 0) {
                return Future.failedFuture("no connection to Redis");
            }
            currentSince = System.nanoTime();
            context.dispatch(() -> current = new RedisPipe(this, vertx, context, options, patienceNanos));
        }
        return current.answer(request, way);
    }

    boolean goesOnWith(RedisPipe pipe) {
        return current == pipe;
    }

    void ended(RedisPipe pipe) {
        if (current == pipe) {
            current = null;
        }
    }

    /** For another to where the master is now; not more often than after a failure, because for a while there may be none. */
    void leave(RedisPipe pipe) {
        if (System.nanoTime() - currentSince >= PAUSE_NANOS) {
            ended(pipe);
        }
    }

    /** There was no connection to be had. */
    void pause() {
        notBefore = System.nanoTime() + PAUSE_NANOS;
    }

    void close() {
        closed = true;
        if (current != null) {
            current.close();
        }
    }
}
