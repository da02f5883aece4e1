package io.kairosgateway.delivery;

import io.kairosgateway.delivery.EventText.News;
import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import io.kairosgateway.tracing.RequestTrace;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.verification.VerificationId;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.concurrent.Flow.Subscription;

/**
 * One open event stream: {@code retry}, the state at once, every change, the decision, the end. It ends in one of six ways: the decision,
 * the client leaves, its lifetime is over, its client token expires, the verification is forgotten, this replica goes down; each cancels
 * its timer and its subscription. There are thousands, so it has one timer and nothing it can do without; all of it happens on the
 * connection's event loop.
 */
final class EventStream implements MultiSubscriber<Verification> {

    private final EventStreams streams;
    private final VerificationId id;
    private final View view;
    private final HttpServerResponse response;
    private final Context eventLoop;
    private final RequestTrace trace;
    private final long endsAt;
    private Subscription states;
    private long timer;
    private boolean told;
    private boolean decided;
    private boolean over;

    /** @param lifetime how long it may last */
    EventStream(
            EventStreams streams,
            VerificationId id,
            View view,
            HttpServerResponse response,
            Context eventLoop,
            RequestTrace trace,
            Duration lifetime) {
        this.streams = streams;
        this.id = id;
        this.view = view;
        this.response = response;
        this.eventLoop = eventLoop;
        this.trace = trace;
        this.endsAt = System.nanoTime() + lifetime.toNanos();
    }

    /** Its head is in the response, and is written with the first event. */
    void begin() {
        write(streams.retry(Duration.ZERO));
        tickLater();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        states = subscription;
        states.request(Long.MAX_VALUE);
    }

    @Override
    public void onItem(Verification verification) {
        News news = streams.news(verification, view);
        eventLoop.runOnContext(now -> {
            write(news.to(!told));
            if (told) {
                trace.delivered(verification);
            }
            told = true;
            decided = news.decision() != null;
        });
    }

    @Override
    public void onCompletion() {
        // Without a decision this replica goes down, and all of its streams at once.
        eventLoop.runOnContext(now -> end(decided ? null : streams.retry(streams.reconnectSpread())));
    }

    /** Its 200 is out, so there is an event for what a request would be answered; the reconnect gets the problem. */
    @Override
    public void onFailure(Throwable failure) {
        boolean gone = failure instanceof ProblemException it && it.problem() == Problem.GONE;
        eventLoop.runOnContext(now -> end(gone ? EventText.deleted(id) : null));
    }

    /** The response has ended, or its connection has, which nobody else hears of. */
    void closed() {
        if (!over) {
            over = true;
            streams.closed(timer);
            states.cancel();
        }
    }

    private void tickLater() {
        if (over) {
            return;
        }
        timer = streams.after(Math.min(streams.heartbeatNanos(), endsAt - System.nanoTime()), this::tick);
    }

    private void tick() {
        if (endsAt - System.nanoTime() <= 0) {
            end(streams.retry(Duration.ZERO));
            return;
        }
        // A client that does not read has enough to read already.
        if (!response.writeQueueFull()) {
            write(streams.alive());
        }
        tickLater();
    }

    private void end(Buffer last) {
        if (last != null) {
            write(last);
        }
        if (!over) {
            closed();
            response.end();
        }
    }

    private void write(Buffer event) {
        if (!over && !response.closed()) {
            response.write(event);
        }
    }
}
