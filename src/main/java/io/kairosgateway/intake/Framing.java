package io.kairosgateway.intake;

import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemBody;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;

/**
 * Tells the decoder when the response to a request is complete, and answers for a body whose chunks are broken, where Vert.x would only hang
 * up. The connection is closed then: where the next request begins on it nobody can tell.
 */
@Singleton
class Framing {

    /** After the request has its id, before everything else. */
    private static final int FIRST = 990;

    void register(@Observes Filters filters) {
        filters.register(Framing::watch, FIRST);
    }

    private static void watch(RoutingContext context) {
        // The connection hears of it before the request does, so this response is the first and the only one.
        context.request().connection().exceptionHandler(cause -> broken(context, cause));
        context.addEndHandler(ended -> {
            context.request().connection().exceptionHandler(null);
            StrictRequestDecoder.answered(context.request());
        });
        context.next();
    }

    private static void broken(RoutingContext context, Throwable cause) {
        boolean gone = cause instanceof IOException || cause instanceof VertxException;
        if (!gone
                && !context.response().headWritten()
                && !context.response().ended()
                && !context.request().isEnded()) {
            UnreadBody.close(context);
            context.response()
                    .setStatusCode(Problem.BAD_REQUEST.status())
                    .putHeader(HttpHeaders.CONTENT_TYPE, ProblemBody.MEDIA_TYPE)
                    .end(ProblemBody.of(Problem.BAD_REQUEST, "The chunks of the body are malformed.", context));
        }
    }
}
