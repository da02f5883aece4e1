package io.kairosgateway.kairos;

import io.netty.handler.codec.CodecException;
import io.vertx.core.Future;
import io.vertx.core.VertxException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.BindException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Gets one connection to Kairos: every address of its name is tried in turn, and when none connects the name is looked up again. Nothing has
 * been sent until one does, so nothing can happen twice.
 */
final class Attempts {

    private final HttpClient client;
    private final KairosHost host;
    private final RequestOptions to;
    private final long deadline;
    private final Set<SocketAddress> tried = new HashSet<>();

    private Attempts(HttpClient client, KairosHost host, RequestOptions to) {
        this.client = client;
        this.host = host;
        this.to = to;
        this.deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(to.getConnectTimeout());
    }

    /** @param to with the limit for all attempts together as its connect timeout */
    static Future<HttpClientRequest> open(HttpClient client, KairosHost host, RequestOptions to) {
        return new Attempts(client, host, to).open();
    }

    /** Whether this replica itself kept a call from being made: a full pool, no port or no file left, a client that is closed. */
    static boolean local(Throwable cause) {
        return cause instanceof ConnectionPoolTooBusyException
                || cause instanceof RuntimeException
                        && !(cause instanceof VertxException || cause instanceof CodecException)
                || cause.getCause() instanceof BindException;
    }

    /** Whether it shows that Kairos could not be reached. */
    static boolean unreachable(Throwable cause) {
        return !local(cause);
    }

    private Future<HttpClientRequest> open() {
        return host.addresses()
                .compose(addresses -> next(new ArrayDeque<>(addresses), null))
                .recover(lost -> {
                    if (tried.isEmpty() || left() <= 0 || !unreachable(lost)) {
                        return Future.failedFuture(lost);
                    }
                    return host.renewed().compose(addresses -> {
                        Deque<SocketAddress> others = new ArrayDeque<>(addresses);
                        others.removeAll(tried);
                        return next(others, lost);
                    });
                });
    }

    private Future<HttpClientRequest> next(Deque<SocketAddress> addresses, Throwable lost) {
        if (addresses.isEmpty() || lost != null && left() <= 0) {
            return Future.failedFuture(lost);
        }
        // One that does not answer at all must leave time for the others.
        long share = Math.max(1, left() / addresses.size());
        SocketAddress address = addresses.remove();
        tried.add(address);
        return client.request(new RequestOptions(to).setServer(address).setConnectTimeout(share))
                .onSuccess(connected -> host.reached(address))
                .recover(cause -> {
                    if (!unreachable(cause)) {
                        return Future.failedFuture(cause);
                    }
                    host.failed(address);
                    return next(addresses, cause);
                });
    }

    private long left() {
        return TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    }
}
