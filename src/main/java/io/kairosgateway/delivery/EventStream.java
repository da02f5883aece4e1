package io.kairosgateway.delivery;

import io.kairosgateway.delivery.EventText.News;
import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import io.kairosgateway.tracing.RequestTrace;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.verification.VerificationId;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.TimeUnit;

/**
 * One open event stream: {@code retry}, the state at once, every change, the decision, the end. It ends in one of six ways: the decision,
 * the client leaves, its lifetime is over, its client token expires, the verification is forgotten, this replica goes down; each cancels
 * its timer and its subscription. There are thousands, so it is its own timer, and has nothing it can do without; all of it happens on
 * the connection's event loop.
 */
final class EventStream implements MultiSubscriber<Verification>, Runnable {

    private final EventStreams streams;
    private final View view;
    private final HttpServerResponse response;
    private final EventExecutor eventLoop;
    private final RequestTrace trace;
    private final long endsAt;
    private VerificationId id;
    private Subscription states;
    private ScheduledFuture<?> timer;
    private boolean told;
    private boolean ending;
    private boolean over;

    /** @param lifetime how long it may last */
    EventStream(
            EventStreams streams,
            VerificationId id,
            View view,
            HttpServerResponse response,
            EventExecutor eventLoop,
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
        // The same object for all who wait for it.
        id = verification.id();
        News news = streams.news(verification, view);
        ending = news.decision() != null;
        eventLoop.execute(() -> tell(news));
    }

    private void tell(News news) {
        Buffer text = news.to(!told);
        if (told) {
            trace.delivered(news.verification());
        }
        told = true;
        if (news.decision() == null) {
            write(text);
        } else {
            // With the end in one write: there may be thousands who are told.
            end(text);
        }
    }

    /** Without a decision this replica goes down, and all of its streams at once. */
    @Override
    public void onCompletion() {
        if (!ending) {
            eventLoop.execute(() -> end(streams.retry(streams.reconnectSpread())));
        }
    }

    /** Its 200 is out, so there is an event for what a request would be answered; the reconnect gets the problem. */
    @Override
    public void onFailure(Throwable failure) {
        boolean gone = failure instanceof ProblemException it && it.problem() == Problem.GONE;
        eventLoop.execute(() -> end(gone ? EventText.deleted(id) : null));
    }

    /** The response has ended, or its connection has, which nobody else hears of. */
    void closed() {
        if (!over) {
            over = true;
            if (timer != null) {
                timer.cancel(false);
            }
            streams.closed();
            states.cancel();
        }
    }

    private void tickLater() {
        if (over) {
            return;
        }
        timer = eventLoop.schedule(
                this, Math.min(streams.heartbeatNanos(), endsAt - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    /** The timer's: a heartbeat, or the end of its lifetime. */
    @Override
    public void run() {
        if (endsAt - System.nanoTime() <= 0) {
            end(streams.retry(Duration.ZERO));
            return;
        }
        // First, or a write that throws would leave a stream without an end.
        tickLater();
        // A client that does not read has enough to read already.
        if (!response.writeQueueFull()) {
            write(streams.alive());
        }
    }

    private void end(Buffer last) {
        if (over) {
            return;
        }
        closed();
        if (response.closed()) {
            return;
        }
        if (last == null) {
            response.end();
        } else {
            response.end(last);
        }
    }

    private void write(Buffer event) {
        if (!over && !response.closed()) {
            response.write(event);
        }
    }
}
