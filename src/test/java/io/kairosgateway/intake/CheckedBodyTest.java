package io.kairosgateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import io.kairosgateway.settings.TestSettings;
import io.kairosgateway.verification.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That a refused body never goes on whole, however it is cut. */
class CheckedBodyTest {

    private static final PartLimits LIMITS =
            PartLimits.of(TestSettings.defaults().intake());

    private static final int NEVER = -1;

    private final Source source = new Source();
    private final Buffer passed = Buffer.buffer();
    private final List<ByteBuf> buffers = new ArrayList<>();
    private CheckedBody checked;
    private boolean ended;
    private boolean letGo;
    private int letGoAt = NEVER;
    private Throwable failure;
    private Future<?> whole = Future.succeededFuture();

    private void feed(Kind kind, byte[] body, int piece) {
        feed(MultipartBodies.CONTENT_TYPE, kind, body, piece);
    }

    private void feed(String contentType, Kind kind, byte[] body, int piece) {
        BodyCheck check = (BodyCheck) BodyCheck.open(contentType, kind, LIMITS);
        checked = new CheckedBody(
                source,
                check,
                () -> {
                    letGoAt = passed.length();
                    return whole;
                },
                () -> letGo = true);
        checked.exceptionHandler(cause -> failure = cause)
                .endHandler(end -> ended = true)
                .handler(this::pass);
        for (int from = 0; from < body.length && source.flowing; from += piece) {
            int length = Math.min(body.length - from, piece);
            ByteBuf bytes = Unpooled.directBuffer(length).writeBytes(body, from, length);
            buffers.add(bytes);
            source.handler.handle(bytes);
        }
        if (source.flowing) {
            source.endHandler.handle(null);
        }
    }

    private void pass(ByteBuf bytes) {
        passed.appendBytes(ByteBufUtil.getBytes(bytes));
        bytes.release();
    }

    @AfterEach
    void everyBufferIsReleasedOnce() {
        checked.close();
        assertThat(buffers).extracting(ByteBuf::refCnt).containsOnly(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 79, 80, 81, 1000, 1_000_000})
    void whatPassesItsChecksGoesOnUnchanged(int piece) {
        // Given
        byte[] body = MultipartBodies.fullId();

        // When
        feed(Kind.FULL_ID, body, piece);

        // Then
        assertThat(failure).isNull();
        assertThat(ended).isTrue();
        assertThat(passed.getBytes()).isEqualTo(body);
        assertThat(letGoAt).isBetween(0, body.length - 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 79, 80, 81, 1000, 1_000_000})
    void whatFailsItsLastCheckIsHeldBackFromItsLastDelimiterOn(int piece) {
        // Given: only the end of the body shows that a part is missing.
        byte[] body = MultipartBodies.body().jpeg("selfie", 600, 800).close();
        int delimiter = MultipartBodies.BOUNDARY.length() + 8;

        // When
        feed(Kind.FULL_ID, body, piece);

        // Then
        assertThat(((ProblemException) failure).problem()).isEqualTo(Problem.MISSING_PART);
        assertThat(ended).isFalse();
        assertThat(source.flowing).isFalse();
        assertThat(passed.length()).isLessThanOrEqualTo(body.length - delimiter);
        assertThat(letGoAt).isEqualTo(NEVER);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 91, 92, 93, 1_000_000})
    void theLastDelimiterIsHeldBackWithAllThatMayFollowIt(int piece) {
        // Given
        String boundary = "b".repeat(70);
        byte[] body = MultipartBodies.body(boundary)
                .jpeg("selfie", 600, 800)
                .raw("--" + boundary + "--" + "\r\n".repeat(MultipartScanner.MOST_LINE_BREAKS))
                .bytes();
        int end = body.length - 76 - 2 * MultipartScanner.MOST_LINE_BREAKS;

        // When
        feed("multipart/form-data; boundary=" + boundary, Kind.FULL_ID, body, piece);

        // Then
        assertThat(((ProblemException) failure).problem()).isEqualTo(Problem.MISSING_PART);
        assertThat(passed.length()).isLessThanOrEqualTo(end);
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 80, 1_000_000})
    void theEndWaitsUntilItMayGo(int piece) {
        // Given
        byte[] body = MultipartBodies.fullId();
        int delimiter = MultipartBodies.BOUNDARY.length() + 8;
        Promise<Void> leave = Promise.promise();
        whole = leave.future();
        feed(Kind.FULL_ID, body, piece);
        int before = passed.length();

        // When
        assertThat(letGo).isFalse();
        leave.complete();

        // Then
        assertThat(letGo).isTrue();
        assertThat(before).isLessThanOrEqualTo(body.length - delimiter);
        assertThat(ended).isTrue();
        assertThat(passed.getBytes()).isEqualTo(body);
    }

    @Test
    void whatIsClosedBeforeItsEndMayGoIsNeverSaidToHaveGone() {
        // Given: the upload has failed while it was asked whether its end may go.
        byte[] body = MultipartBodies.fullId();
        Promise<Void> leave = Promise.promise();
        whole = leave.future();
        feed(Kind.FULL_ID, body, 1000);
        checked.close();

        // When
        leave.complete();

        // Then
        assertThat(letGo).isFalse();
        assertThat(ended).isFalse();
        assertThat(passed.length()).isLessThan(body.length);
    }

    @Test
    void theEndIsHeldBackForGoodWhenItMayNotGo() {
        // Given
        byte[] body = MultipartBodies.fullId();
        IllegalStateException lost = new IllegalStateException();
        whole = Future.failedFuture(lost);

        // When
        feed(Kind.FULL_ID, body, 1000);

        // Then
        assertThat(failure).isSameAs(lost);
        assertThat(ended).isFalse();
        assertThat(passed.length()).isLessThan(body.length);
    }

    /** A stream that the test pushes. */
    private static final class Source implements ReadStream<ByteBuf> {

        private Handler<ByteBuf> handler;
        private Handler<Void> endHandler;
        private boolean flowing = true;

        @Override
        public Source exceptionHandler(Handler<Throwable> next) {
            return this;
        }

        @Override
        public Source handler(Handler<ByteBuf> next) {
            handler = next;
            return this;
        }

        @Override
        public Source pause() {
            flowing = false;
            return this;
        }

        @Override
        public Source resume() {
            flowing = true;
            return this;
        }

        @Override
        public Source fetch(long amount) {
            return resume();
        }

        @Override
        public Source endHandler(Handler<Void> next) {
            endHandler = next;
            return this;
        }
    }
}
