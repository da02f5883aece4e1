package io.kairosgateway.kairos;

import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import io.netty.buffer.ByteBuf;
import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.streams.ReadStream;
import java.time.Duration;

/**
 * One upload under way: the only place that pipes a body to Kairos and the only one that resets it.
 *
 * <pre>
 *   opened ──send──▶ piping ──body ended──▶ waiting ──answer──▶ done
 *     │                │  │                    └──no answer in time──▶ reset, KAIROS_TIMEOUT
 *     │                │  ├──refused before the end──▶ reset, done with that answer
 *     │                │  └──accepted before the end──▶ reset, KAIROS_UNREADABLE
 *     └──abort──▶ reset└──body failed, connection lost──▶ reset, failed
 * </pre>
 *
 * The outcome is settled before every reset, because the reset fails the response at once and would win the race. Back-pressure is the
 * pipe's: Kairos' full write queue pauses the body. Kairos sees a reset as a closed connection, never as an end.
 */
public final class Upstream {

    /** How long an answer may still be on its way in after a write failed: Kairos may refuse first and hang up then. */
    private static final long LAST_WORDS_MILLIS = 100;

    /** The first status that does not say yes. */
    private static final int REFUSAL = 300;

    private final Vertx vertx;
    private final HttpClientRequest request;
    private final Duration answerTimeout;
    private final MemorySize maxAnswerSize;
    private final Promise<KairosAnswer> outcome = Promise.promise();
    private boolean begun;
    private boolean whole;
    private boolean sent;
    private boolean timed;

    Upstream(Vertx vertx, HttpClientRequest request, Duration answerTimeout, MemorySize maxAnswerSize) {
        this.vertx = vertx;
        this.request = request;
        this.answerTimeout = answerTimeout;
        this.maxAnswerSize = maxAnswerSize;
        // The response and the pipe tell of every failure; without a handler here each reset would be logged as an
        // error.
        request.exceptionHandler(told -> {});
    }

    /**
     * Pipes the body and waits for the answer. Fails with the body's own failure, or with a {@link ProblemException}.
     *
     * @param body paused; its bytes go on unchanged, and are released here
     */
    public Future<KairosAnswer> send(ReadStream<ByteBuf> body) {
        Future<Void> piped = pipe(body);
        piped.onSuccess(ended -> {
                    sent = true;
                    limitAnswer();
                })
                .onFailure(this::bodyFailed);
        request.response()
                .compose(this::read)
                .onSuccess(answer -> answered(answer, piped))
                .onFailure(cause -> settle(lost()));
        return outcome.future();
    }

    private Future<Void> pipe(ReadStream<ByteBuf> body) {
        Promise<Void> piped = Promise.promise();
        request.exceptionHandler(piped::tryFail);
        request.drainHandler(room -> body.resume());
        body.exceptionHandler(piped::tryFail);
        body.endHandler(end -> {
            if (!piped.future().isComplete()) {
                whole = true;
                request.end().onComplete(piped);
            }
        });
        body.handler(bytes -> {
            if (piped.future().isComplete()) {
                // Nothing goes on behind a hole.
                bytes.release();
                return;
            }
            pass(bytes).onFailure(piped::tryFail);
            if (request.writeQueueFull()) {
                body.pause();
            }
        });
        body.resume();
        return piped.future();
    }

    /** The buffer goes to the socket as it is, not through the heap, and back to its pool when the system has taken it or never will. */
    @SuppressWarnings("deprecation")
    private Future<Void> pass(ByteBuf bytes) {
        begun = true;
        return request.write(Buffer.buffer(bytes)).onComplete(written -> bytes.release());
    }

    /** Gives the connection up before anything was sent; fails with {@code cause}. */
    public Future<KairosAnswer> abort(Throwable cause) {
        settle(cause);
        return outcome.future();
    }

    private Future<KairosAnswer> read(HttpClientResponse response) {
        limitAnswer();
        if (!whole && response.statusCode() < REFUSAL) {
            // Kairos cannot have taken what it does not have: this belongs to another request, whoever mixed them up.
            settle(new ProblemException(
                    Problem.KAIROS_UNREADABLE, "Kairos accepted the upload before it had the whole of it."));
        }
        return AnswerBody.read(response, maxAnswerSize);
    }

    private void answered(KairosAnswer answer, Future<Void> piped) {
        if (!answer.whole() || !sent && answer.status() >= REFUSAL) {
            // Kairos has made up its mind; the rest of the body, or of the answer, is of no use.
            if (outcome.tryComplete(answer)) {
                cut(null);
            }
        } else {
            piped.onSuccess(ended -> outcome.tryComplete(answer));
        }
    }

    private void bodyFailed(Throwable cause) {
        if (cause instanceof ProblemException) {
            settle(cause);
        } else {
            vertx.setTimer(LAST_WORDS_MILLIS, late -> settle(lost()));
        }
    }

    /** From the end of the body, or the head of an answer that comes before it, an answer has this long to be complete. */
    private void limitAnswer() {
        if (timed) {
            return;
        }
        timed = true;
        long timer = vertx.setTimer(
                answerTimeout.toMillis(),
                late -> settle(failure(Problem.KAIROS_TIMEOUT, "Kairos did not answer in time")));
        outcome.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    private ProblemException lost() {
        return failure(Problem.KAIROS_CONNECTION_LOST, "Kairos hung up");
    }

    private ProblemException failure(Problem problem, String what) {
        return new ProblemException(
                problem,
                what + (whole ? "; whether it works on the upload is not known." : " before it had the whole upload."));
    }

    private void settle(Throwable cause) {
        if (outcome.tryFail(cause)) {
            cut(cause);
        }
    }

    /**
     * The reset alone closes behind what is still to be written, so never when Kairos does not read. Before the first byte the connection is
     * as good as new, and may be another upload's by now.
     */
    private void cut(Throwable cause) {
        request.reset(0, cause);
        if (begun && request.connection() instanceof ConnectionBase connection) {
            connection.channelHandlerContext().close();
        }
    }
}
