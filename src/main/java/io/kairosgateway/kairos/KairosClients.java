package io.kairosgateway.kairos;

import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.impl.ContextInternal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Clients for Kairos, one for each event loop: a shared pool hands out whichever connection was used last, and each piece of a body whose two
 * connections belong to different event loops goes from thread to thread. Every connection reads responses by {@link StrictReplies}.
 */
final class KairosClients {

    /** More than the body of a response may come on the wire: its head, interim responses, and what chunks cost. */
    private static final int OVERHEAD = 4;

    private static final int LEAST = 256 << 10;

    private final Vertx vertx;
    private final HttpClientOptions options;
    private final PoolOptions pool;
    private final KairosHost host;
    private final long maxBytes;
    private final Map<EventLoop, HttpClient> clients = new ConcurrentHashMap<>();

    /** @param maxAnswerSize of a response's body */
    KairosClients(Vertx vertx, HttpClientOptions options, PoolOptions pool, KairosHost host, long maxAnswerSize) {
        this.vertx = vertx;
        this.options = options;
        this.pool = pool;
        this.host = host;
        this.maxBytes = LEAST + OVERHEAD * maxAnswerSize;
    }

    /** A request on a connection that nothing has been sent on yet. */
    Future<HttpClientRequest> open(RequestOptions to) {
        return Attempts.open(here(), host, to);
    }

    /** The client of the event loop that this runs on. */
    private HttpClient here() {
        EventLoop here = ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop();
        return clients.computeIfAbsent(
                here,
                first -> vertx.httpClientBuilder()
                        .with(options)
                        .with(pool)
                        .withConnectHandler(connection -> StrictReplies.install(connection, maxBytes))
                        .build());
    }

    void close() {
        clients.values().forEach(HttpClient::close);
    }
}
