package io.kairosgateway.access;

import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/**
 * A body of a few bytes, read whole. The framework would read one as well, but up to the limit that uploads need, and without a limit
 * of time.
 */
final class SmallBody {

    private static final int MAX_BYTES = 4096;
    private static final Duration TIME_LIMIT = Duration.ofSeconds(10);

    private SmallBody() {}

    static Uni<Buffer> read(RoutingContext context) {
        HttpServerRequest request = context.request();
        Vertx vertx = context.vertx();
        return Uni.createFrom().emitter(emitter -> {
            long timer = vertx.setTimer(
                    TIME_LIMIT.toMillis(),
                    late -> emitter.fail(new ProblemException(Problem.UPLOAD_STALLED, "The body did not come.")));
            emitter.onTermination(() -> vertx.cancelTimer(timer));
            Buffer body = Buffer.buffer();
            request.exceptionHandler(left ->
                    emitter.fail(new ProblemException(Problem.UPLOAD_ABORTED, "The client left before the end.")));
            request.endHandler(end -> emitter.complete(body));
            request.handler(chunk -> {
                if (body.length() + chunk.length() > MAX_BYTES) {
                    request.pause();
                    emitter.fail(new ProblemException(
                            Problem.REQUEST_TOO_LARGE, "At most " + MAX_BYTES + " bytes are taken."));
                } else {
                    body.appendBuffer(chunk);
                }
            });
            if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
                context.response().writeContinue();
            }
            request.resume();
        });
    }
}
