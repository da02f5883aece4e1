package io.kairosgateway.delivery;

import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.verification.VerificationId;
import io.kairosgateway.watch.Watch;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.MultiEmitter;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.resteasy.reactive.server.jaxrs.OutboundSseEventImpl;

/**
 * One event stream: {@code retry}, the state at once, every change, the decision, the end. Comments keep proxies and Firefox from taking
 * silence for death. A stream ends in one of six ways: the decision, the client leaves, its lifetime is over, its client token expires,
 * the verification is forgotten, this replica goes down; each cancels its timers and its subscription.
 */
@Startup
@Singleton
class EventStream {

    /** More than all events and heartbeats of one lifetime; a client that has read none of them is cut off. */
    private static final int UNREAD_EVENTS = 128;

    private final Watch watch;
    private final Vertx vertx;
    private final GatewaySettings.Watch settings;
    private final Duration reconnectSpread;
    private final AtomicInteger open;

    EventStream(Watch watch, Vertx vertx, GatewaySettings settings, MeterRegistry registry) {
        this.open = registry.gauge("kairos.gateway.streams", new AtomicInteger());
        this.watch = watch;
        this.vertx = vertx;
        this.settings = settings.watch();
        this.reconnectSpread = settings.shutdown().reconnectSpread();
    }

    /** @param until when the right to see it ends, empty when it does not */
    Multi<OutboundSseEvent> of(VerificationId id, View view, Optional<Instant> until) {
        return Multi.createFrom().emitter(emitter -> run(id, view, until, emitter), UNREAD_EVENTS);
    }

    private void run(
            VerificationId id, View view, Optional<Instant> until, MultiEmitter<? super OutboundSseEvent> emitter) {
        open.incrementAndGet();
        emitter.emit(retry(Duration.ZERO));
        long heartbeat = vertx.setPeriodic(settings.heartbeat().toMillis(), tick -> emitter.emit(comment("alive")));
        AtomicReference<Verification> last = new AtomicReference<>();
        Cancellable states = watch.on(id)
                .subscribe()
                .with(
                        verification -> tell(verification, view, last.getAndSet(verification) == null, emitter),
                        failed -> end(failed, id, emitter),
                        () -> {
                            if (!last.get().status().terminal()) {
                                emitter.emit(retry(reconnectSpread));
                            }
                            emitter.complete();
                        });
        Runnable release = () -> {
            vertx.cancelTimer(heartbeat);
            states.cancel();
        };
        long lifetime = vertx.setTimer(lifetimeMillis(until), over -> {
            // By itself, because the end does not get through to a client that reads nothing.
            release.run();
            emitter.emit(retry(Duration.ZERO));
            emitter.complete();
        });
        emitter.onTermination(() -> {
            open.decrementAndGet();
            release.run();
            vertx.cancelTimer(lifetime);
        });
    }

    private static void tell(
            Verification verification, View view, boolean first, MultiEmitter<? super OutboundSseEvent> emitter) {
        boolean terminal = verification.status().terminal();
        String json = Representation.of(verification, view);
        String id = Revision.of(verification).value();
        if (first || !terminal) {
            // An id of its own: whoever loses the connection before the decision must not be told that there is nothing
            // more.
            emitter.emit(event("status", "status-" + id, json));
        }
        if (terminal) {
            emitter.emit(event("decision", id, json));
        }
    }

    /** Its 200 is out, so there is an event for what a request would be answered; the reconnect gets the problem. */
    private static void end(Throwable failed, VerificationId id, MultiEmitter<? super OutboundSseEvent> emitter) {
        if (failed instanceof ProblemException told && told.problem() == Problem.GONE) {
            emitter.emit(deleted(id));
        }
        emitter.complete();
    }

    private static OutboundSseEvent deleted(VerificationId id) {
        return event(
                "deleted", "deleted", new JsonObject().put("id", id.value()).encode());
    }

    private static OutboundSseEvent event(String name, String id, String json) {
        return new OutboundSseEventImpl.BuilderImpl()
                .name(name)
                .id(id)
                .data(json)
                .build();
    }

    /** @param spread all streams of a replica end at once when it goes down, and are not to come back at once */
    private OutboundSseEvent retry(Duration spread) {
        return new OutboundSseEventImpl.BuilderImpl()
                .reconnectDelay(settings.streamRetry().toMillis()
                        + ThreadLocalRandom.current().nextLong(spread.toMillis() + 1))
                .comment("kairos-gateway")
                .build();
    }

    private static OutboundSseEvent comment(String text) {
        return new OutboundSseEventImpl.BuilderImpl().comment(text).build();
    }

    /** Up to a fifth shorter at random, so that streams opened together do not come back together. */
    private long lifetimeMillis(Optional<Instant> until) {
        long longest = settings.streamLifetime().toMillis();
        long jittered = longest - ThreadLocalRandom.current().nextLong(longest / 5 + 1);
        long allowed = until.map(end -> Duration.between(Instant.now(), end).toMillis())
                .orElse(Long.MAX_VALUE);
        return Math.max(1, Math.min(jittered, allowed));
    }
}
