package io.kairosgateway.kairos;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

/** Collects an answer up to a bound: a Kairos gone mad must not fill the memory of everybody else. */
final class AnswerBody {

    private AnswerBody() {}

    static Future<byte[]> read(HttpClientResponse response, long maxSize) {
        Promise<byte[]> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        response.handler(chunk -> {
            if (body.length() + chunk.length() > maxSize) {
                whole.tryFail(new VertxException("answer too large", true));
            } else if (!whole.future().isComplete()) {
                body.appendBuffer(chunk);
            }
        });
        response.exceptionHandler(whole::tryFail);
        response.endHandler(end -> whole.tryComplete(body.getBytes()));
        return whole.future();
    }
}
