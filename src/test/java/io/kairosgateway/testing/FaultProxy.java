package io.kairosgateway.testing;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Stands before a server on the loopback address and spoils the network to it on demand. The bytes that pass keep their order; what waits
 * here is in memory and is dropped with its connection, so that nothing sent on a connection that is gone arrives later.
 */
public final class FaultProxy implements AutoCloseable {

    private static final Fault NONE = new Fault(false, false, 0);

    private final Vertx vertx;
    private final NetServer server;
    private final NetClient client;
    private final int target;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final Set<Integer> outgoingPorts = ConcurrentHashMap.newKeySet();
    private volatile Fault fault = NONE;

    private record Fault(boolean cut, boolean stalled, long delayMillis) {}

    private FaultProxy(Vertx vertx, int target) {
        this.vertx = vertx;
        this.target = target;
        this.client = vertx.createNetClient();
        this.server = vertx.createNetServer().connectHandler(this::accept);
    }

    /** Starts one on a free port, before the server on the given one. */
    public static FaultProxy before(Vertx vertx, int target) {
        FaultProxy proxy = new FaultProxy(vertx, target);
        await(proxy.server.listen(0, "127.0.0.1"));
        return proxy;
    }

    public int port() {
        return server.actualPort();
    }

    /** Whether a connection that the server sees coming from this port has come through here. */
    public boolean isBehind(int port) {
        return outgoingPorts.contains(port);
    }

    /** Closes every connection, and each new one as soon as it is made. */
    public void cut() {
        set(new Fault(true, false, 0));
    }

    /** Keeps the connections, and takes new ones, but lets nothing pass. */
    public void stall() {
        set(new Fault(false, true, 0));
    }

    /** Lets everything pass later, in both directions. */
    public void slow(Duration delay) {
        set(new Fault(false, false, delay.toMillis()));
    }

    /** Lets everything pass, what has waited first. */
    public void heal() {
        set(NONE);
    }

    private void set(Fault next) {
        fault = next;
        links.forEach(link -> link.context.runOnContext(ignored -> link.faultChanged()));
    }

    private void accept(NetSocket socket) {
        if (fault.cut()) {
            socket.close();
        } else {
            new Link(socket).open();
        }
    }

    @Override
    public void close() {
        await(server.close());
        await(client.close());
    }

    private static <T> void await(io.vertx.core.Future<T> future) {
        try {
            future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A client's connection and the one to the server that belongs to it; lives on one context. */
    private final class Link {

        private final Context context = vertx.getOrCreateContext();
        private final Direction up = new Direction();
        private final Direction down = new Direction();
        private final NetSocket near;
        private NetSocket far;
        private boolean closed;

        Link(NetSocket near) {
            this.near = near;
            down.to = near;
        }

        void open() {
            links.add(this);
            near.handler(up::arrived).exceptionHandler(broken -> {}).closeHandler(ended -> close());
            client.connect(target, "127.0.0.1")
                    .onSuccess(made -> context.runOnContext(ignored -> connected(made)))
                    .onFailure(refused -> context.runOnContext(ignored -> close()));
        }

        private void connected(NetSocket made) {
            far = made;
            outgoingPorts.add(made.localAddress().port());
            if (closed) {
                made.close();
                return;
            }
            made.handler(down::arrived).exceptionHandler(broken -> {}).closeHandler(ended -> close());
            up.to = made;
            up.pass();
        }

        void faultChanged() {
            if (fault.cut()) {
                close();
            } else {
                up.pass();
                down.pass();
            }
        }

        private void close() {
            closed = true;
            links.remove(this);
            near.close();
            if (far != null) {
                far.close();
            }
        }
    }

    private final class Direction {

        private record Piece(Buffer bytes, long due) {}

        private final Queue<Piece> waiting = new ArrayDeque<>();
        private NetSocket to;
        private boolean timed;

        void arrived(Buffer bytes) {
            waiting.add(new Piece(bytes, now() + fault.delayMillis()));
            pass();
        }

        void pass() {
            Fault current = fault;
            if (to == null || current.stalled()) {
                return;
            }
            while (!waiting.isEmpty() && (current.delayMillis() == 0 || waiting.peek().due <= now())) {
                to.write(waiting.remove().bytes);
            }
            if (!waiting.isEmpty() && !timed) {
                timed = true;
                vertx.setTimer(Math.max(1, waiting.peek().due - now()), over -> {
                    timed = false;
                    pass();
                });
            }
        }

        private static long now() {
            return System.nanoTime() / 1_000_000;
        }
    }
}
