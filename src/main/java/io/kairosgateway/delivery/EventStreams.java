package io.kairosgateway.delivery;

import io.kairosgateway.delivery.EventText.News;
import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.tracing.RequestTrace;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.watch.Watch;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.concurrent.EventExecutor;
import io.quarkus.runtime.Startup;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.impl.ContextInternal;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** The event streams of this replica, and what they share. */
@Startup
@Singleton
class EventStreams {

    private final Watch watch;
    private final Vertx vertx;
    private final GatewaySettings.Watch settings;
    private final Duration reconnectSpread;
    private final AtomicInteger open;

    /** No constant: a native image cannot be built with a buffer in it. */
    private final Buffer alive = EventText.alive();

    /** The last that was told, because one state is told to all who wait for it, one after the other; no longer than that takes. */
    private final Map<View, WeakReference<News>> last = new ConcurrentHashMap<>();

    EventStreams(Watch watch, Vertx vertx, GatewaySettings settings, MeterRegistry registry) {
        this.open = registry.gauge("kairos.gateway.streams", new AtomicInteger());
        this.watch = watch;
        this.vertx = vertx;
        this.settings = settings.watch();
        this.reconnectSpread = settings.shutdown().reconnectSpread();
    }

    /**
     * Answers with a stream; to be called on the event loop of the connection.
     *
     * @param until when the right to see it ends, empty when it does not
     */
    void open(Verification verification, View view, Optional<Instant> until, RoutingContext context) {
        HttpServerResponse response = context.response();
        EventExecutor eventLoop = ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop();
        EventStream stream = new EventStream(
                this, verification.id(), view, response, eventLoop, RequestTrace.of(context), lifetime(until));
        open.incrementAndGet();
        context.addEndHandler(ended -> stream.closed());
        watch.on(verification.tenant(), verification.id()).subscribe().withSubscriber(stream);
        stream.begin();
        forgetTheRequest(context);
    }

    /** Its head is written, and what has led to it would lie in memory as long as the stream is open: a browser sends two kilobytes of headers. */
    private static void forgetTheRequest(RoutingContext context) {
        context.request().headers().clear();
        context.request().params().clear();
        context.pathParams().clear();
        context.response().headers().clear();
        context.data().clear();
    }

    News news(Verification verification, View view) {
        WeakReference<News> held = last.get(view);
        News known = held == null ? null : held.get();
        if (known != null && known.verification() == verification) {
            return known;
        }
        News news = News.of(verification, view);
        last.put(view, new WeakReference<>(news));
        return news;
    }

    void closed() {
        open.decrementAndGet();
    }

    Buffer alive() {
        return alive;
    }

    long heartbeatNanos() {
        return settings.heartbeat().toNanos();
    }

    Duration reconnectSpread() {
        return reconnectSpread;
    }

    /** @param spread all streams of a replica end at once when it goes down, and are not to come back at once */
    Buffer retry(Duration spread) {
        return EventText.retry(
                settings.streamRetry().plusMillis(ThreadLocalRandom.current().nextLong(spread.toMillis() + 1)));
    }

    /** Up to a fifth shorter at random, so that streams opened together do not come back together. */
    private Duration lifetime(Optional<Instant> until) {
        long longest = settings.streamLifetime().toMillis();
        long jittered = longest - ThreadLocalRandom.current().nextLong(longest / 5 + 1);
        long allowed = until.map(end -> Duration.between(Instant.now(), end).toMillis())
                .orElse(Long.MAX_VALUE);
        return Duration.ofMillis(Math.max(1, Math.min(jittered, allowed)));
    }
}
