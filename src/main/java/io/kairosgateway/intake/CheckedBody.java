package io.kairosgateway.intake;

import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.streams.ReadStream;
import java.util.function.Supplier;

/**
 * Shows every byte to the {@link BodyCheck} before it goes on, and holds the end of the body back until all checks have passed, so that
 * Kairos never has a complete request that was refused, whether it goes by the length, by the chunks or by the last delimiter.
 *
 * <p>What is held is the last buffer as it is; only a shorter one than {@link #TAIL} is joined to it, so big uploads are not copied. Each buffer
 * is the receiver's to release.
 */
final class CheckedBody implements ReadStream<ByteBuf> {

    /** A close delimiter with the longest boundary and all the line breaks that may follow it fits in. */
    private static final int TAIL = 76 + 2 * MultipartScanner.MOST_LINE_BREAKS;

    private final ReadStream<ByteBuf> source;
    private final BodyCheck check;
    private final Supplier<Future<?>> whole;
    private final Runnable letGo;
    private Handler<ByteBuf> handler;
    private Handler<Void> endHandler;
    private Handler<Throwable> exceptionHandler;
    private ByteBuf held = Unpooled.EMPTY_BUFFER;
    private boolean over;
    private boolean closed;

    /**
     * @param whole asked before the last bytes are let go
     * @param letGo told when it has succeeded, unless this has been closed meanwhile: from then on Kairos may have a complete request
     */
    CheckedBody(ReadStream<ByteBuf> source, BodyCheck check, Supplier<Future<?>> whole, Runnable letGo) {
        this.letGo = letGo;
        this.source = source;
        this.check = check;
        this.whole = whole;
        source.handler(this::chunk);
        source.endHandler(this::end);
    }

    private void chunk(ByteBuf chunk) {
        if (over || refused(checked(chunk))) {
            chunk.release();
            return;
        }
        if (chunk.readableBytes() >= TAIL) {
            ByteBuf before = held;
            held = chunk;
            pass(before);
            return;
        }
        int surplus = Math.max(0, held.readableBytes() - (TAIL - chunk.readableBytes()));
        ByteBuf joined = Unpooled.buffer(TAIL);
        ByteBuf before = held.readRetainedSlice(surplus);
        joined.writeBytes(held).writeBytes(chunk);
        chunk.release();
        held.release();
        held = joined;
        pass(before);
    }

    /** A fault of ours must not let the rest of the body go on behind a hole. */
    private Refusal checked(ByteBuf chunk) {
        try {
            return check.feed(chunk);
        } catch (RuntimeException | StackOverflowError fault) {
            chunk.release();
            fail(new ProblemException(Problem.INTERNAL_ERROR, "The body could not be checked."));
            throw fault;
        }
    }

    private void end(Void end) {
        if (over || refused(check.finish())) {
            return;
        }
        over = true;
        Future.succeededFuture()
                .compose(checked -> whole.get())
                .onSuccess(now -> {
                    if (closed) {
                        return;
                    }
                    letGo.run();
                    ByteBuf last = held;
                    held = Unpooled.EMPTY_BUFFER;
                    pass(last);
                    endHandler.handle(end);
                })
                .onFailure(this::fail);
    }

    private void pass(ByteBuf bytes) {
        if (bytes.isReadable()) {
            handler.handle(bytes);
        } else {
            bytes.release();
        }
    }

    /** Nothing more goes on, and what is held goes nowhere. */
    void close() {
        closed = true;
        over = true;
        held.release();
        held = Unpooled.EMPTY_BUFFER;
    }

    private boolean refused(Refusal refusal) {
        if (refusal != null) {
            fail(refusal.exception());
        }
        return refusal != null;
    }

    private void fail(Throwable cause) {
        over = true;
        source.pause();
        exceptionHandler.handle(cause);
    }

    @Override
    public CheckedBody handler(Handler<ByteBuf> next) {
        handler = next == null ? ignored -> {} : next;
        return this;
    }

    @Override
    public CheckedBody endHandler(Handler<Void> next) {
        endHandler = next == null ? ignored -> {} : next;
        return this;
    }

    @Override
    public CheckedBody exceptionHandler(Handler<Throwable> next) {
        exceptionHandler = next == null ? ignored -> {} : next;
        source.exceptionHandler(next);
        return this;
    }

    @Override
    public CheckedBody pause() {
        source.pause();
        return this;
    }

    @Override
    public CheckedBody resume() {
        // A pipe that has failed resumes its source to get rid of it; a refused body is somebody else's to drain.
        if (!over) {
            source.resume();
        }
        return this;
    }

    @Override
    public CheckedBody fetch(long amount) {
        return resume();
    }
}
