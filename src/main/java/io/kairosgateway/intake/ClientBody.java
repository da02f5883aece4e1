package io.kairosgateway.intake;

import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import io.kairosgateway.settings.GatewaySettings;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.streams.ReadStream;
import java.time.Duration;

/**
 * The live request as a stream that ends in one of these ways, each told once: whole, the client left, the client or Kairos stalled, the
 * client came too slowly, the upload took too long. Who stalled is known by who paused: a stream that is paused waits for Kairos, one
 * that flows waits for the client. Whatever the end, the timer goes with it; after a failure later bytes are swallowed.
 */
final class ClientBody implements ReadStream<ByteBuf> {

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final LiveBody live;
    private final long stallNanos;
    private final long deadline;
    private final Pace pace;
    private Handler<ByteBuf> handler;
    private Handler<Void> endHandler;
    private Handler<Throwable> exceptionHandler;
    private ProblemException failure;
    private boolean over;
    private long bytes;
    private boolean paused = true;
    private long progress = System.nanoTime();
    private long timer = -1;

    /** @param request paused, and nobody else's from now on */
    ClientBody(Vertx vertx, HttpServerRequest request, GatewaySettings.Intake settings) {
        this.vertx = vertx;
        this.request = request;
        this.stallNanos = settings.stallTimeout().toNanos();
        this.deadline = System.nanoTime() + settings.totalTimeout().toNanos();
        this.pace = new Pace(settings.minRate().asLongValue(), settings.minRateGrace());
        // Set at once: a client that leaves before the pipe is laid would not be noticed later.
        request.exceptionHandler(
                left -> fail(new ProblemException(Problem.UPLOAD_ABORTED, "The client left before the end.")));
        request.handler(lost -> answered());
        request.endHandler(this::end);
        ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
        this.live = LiveBody.of(request);
        live.take(chunk -> context.emit(chunk, this::chunk));
        watch(Math.min(
                Math.min(stallNanos, settings.minRateGrace().toNanos()),
                settings.totalTimeout().toNanos()));
    }

    private void chunk(ByteBuf chunk) {
        if (over || !chunk.isReadable()) {
            chunk.release();
            return;
        }
        progress = System.nanoTime();
        pace.took(chunk.readableBytes());
        bytes += chunk.readableBytes();
        handler.handle(chunk);
    }

    private void end(Void end) {
        if (!over && endHandler == null) {
            answered();
        } else if (!over) {
            stop();
            endHandler.handle(end);
        }
    }

    /** Nobody has laid the pipe and yet it flows: the framework drains a request that was answered. What is lost so must not look like a body. */
    private void answered() {
        fail(new ProblemException(Problem.UPLOAD_ABORTED, "The request was answered before its body was read."));
    }

    private void fail(ProblemException cause) {
        if (over) {
            return;
        }
        stop();
        failure = cause;
        live.stop();
        if (exceptionHandler != null) {
            exceptionHandler.handle(cause);
        }
    }

    /** How much the client has sent. */
    long bytes() {
        return bytes;
    }

    /** Nothing more is told, and no timer is left. */
    void stop() {
        over = true;
        vertx.cancelTimer(timer);
    }

    private void watch(long nanos) {
        timer = vertx.setTimer(Math.max(1, Duration.ofNanos(nanos).toMillis()), tick -> check(System.nanoTime()));
    }

    private void check(long now) {
        if (over) {
            return;
        }
        if (now - deadline >= 0) {
            fail(new ProblemException(Problem.UPLOAD_STALLED, "The upload took too long as a whole."));
        } else if (now - progress >= stallNanos) {
            fail(
                    paused
                            ? new ProblemException(Problem.KAIROS_TIMEOUT, "Kairos stopped reading the upload.")
                            : new ProblemException(Problem.UPLOAD_STALLED, "The upload stood still."));
        } else if (pace.tooSlow(now)) {
            fail(new ProblemException(Problem.UPLOAD_STALLED, "The upload came too slowly."));
        } else {
            watch(Math.min(Math.min(progress + stallNanos - now, pace.left(now)), deadline - now));
        }
    }

    @Override
    public ClientBody handler(Handler<ByteBuf> next) {
        handler = next == null ? ignored -> {} : next;
        return this;
    }

    @Override
    public ClientBody endHandler(Handler<Void> next) {
        endHandler = next == null ? ignored -> {} : next;
        return this;
    }

    @Override
    public ClientBody exceptionHandler(Handler<Throwable> next) {
        exceptionHandler = next;
        if (failure != null && next != null) {
            next.handle(failure);
        }
        return this;
    }

    @Override
    public ClientBody pause() {
        if (!over) {
            paused = true;
            pace.rests(System.nanoTime());
            live.stop();
        }
        return this;
    }

    @Override
    public ClientBody resume() {
        if (!over) {
            // The wait for Kairos is over and the wait for the client begins, with a whole limit of its own.
            progress = paused ? System.nanoTime() : progress;
            pace.waits(System.nanoTime());
            paused = false;
            request.resume();
            live.go();
        }
        return this;
    }

    @Override
    public ClientBody fetch(long amount) {
        return resume();
    }
}
