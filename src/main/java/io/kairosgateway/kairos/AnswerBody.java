package io.kairosgateway.kairos;

import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.time.Instant;

/** Collects an answer up to a bound: a Kairos gone mad must not fill the memory of everybody else. */
final class AnswerBody {

    private final HttpClientResponse response;
    private final int maxSize;
    private final Promise<KairosAnswer> whole = Promise.promise();
    private Buffer body = Buffer.buffer();

    private AnswerBody(HttpClientResponse response, int maxSize) {
        this.response = response;
        this.maxSize = maxSize;
    }

    /** The answer is not {@link KairosAnswer#whole} when it is larger than {@code maxSize}; then the rest is the caller's to cut off, at once. */
    static Future<KairosAnswer> read(HttpClientResponse response, MemorySize maxSize) {
        int most = (int) Math.min(Integer.MAX_VALUE / 4, maxSize.asLongValue());
        AnswerBody body = new AnswerBody(response, most);
        response.handler(body::chunk);
        response.exceptionHandler(body.whole::tryFail);
        response.endHandler(end -> body.ended());
        return body.whole.future();
    }

    private void chunk(Buffer chunk) {
        if (whole.future().isComplete()) {
            return;
        }
        if (body.length() + chunk.length() > maxSize) {
            body = null;
            whole.tryComplete(answer(null));
        } else {
            body.appendBuffer(chunk);
        }
    }

    private void ended() {
        if (!whole.future().isComplete()) {
            whole.tryComplete(answer(Gzip.inflated(body.getBytes(), maxSize)));
        }
    }

    private KairosAnswer answer(byte[] bytes) {
        return KairosAnswer.of(
                response.statusCode(),
                response.getHeader(HttpHeaders.CONTENT_TYPE),
                RetryAfter.read(
                        response.getHeader(HttpHeaders.RETRY_AFTER),
                        response.getHeader(HttpHeaders.DATE),
                        Instant.now()),
                bytes);
    }
}
