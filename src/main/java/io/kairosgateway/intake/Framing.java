package io.kairosgateway.intake;

import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemBody;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;

/**
 * Refuses what Netty lets pass although two readers may disagree on it (RFC 9112): transfer codings that are not undone here, names that
 * are none, two hosts, versions that are none. And answers for a body whose chunks are broken, where Vert.x would only hang up. Either
 * way the connection is closed: where the next request begins on it nobody can tell.
 */
@Singleton
class Framing {

    /** After the request has its id, before everything else. */
    private static final int FIRST = 990;

    void register(@Observes Filters filters) {
        filters.register(Framing::check, FIRST);
    }

    private static void check(RoutingContext context) {
        HeadDeadline.met(context.request());
        context.addEndHandler(ended -> HeadDeadline.begin(context.request()));
        String flaw = flaw(context.request());
        if (flaw != null) {
            refuse(context, flaw);
            return;
        }
        // The connection hears of it before the request does, so this answer is the first and the only one.
        context.request().connection().exceptionHandler(cause -> broken(context, cause));
        context.addEndHandler(ended -> context.request().connection().exceptionHandler(null));
        context.next();
    }

    private static String flaw(HttpServerRequest request) {
        List<String> codings = request.headers().getAll(HttpHeaders.TRANSFER_ENCODING);
        if (request.version() == null) {
            return "Only HTTP/1.1 and HTTP/1.0 are spoken here.";
        }
        if (codings.size() > 1 || (codings.size() == 1 && !codings.get(0).equalsIgnoreCase("chunked"))) {
            return "Only the transfer coding chunked is taken, and only once.";
        }
        if (request.headers().getAll(HttpHeaders.HOST).size() > 1) {
            return "There is more than one Host header.";
        }
        return request.headers().contains("") ? "There is a header without a name." : null;
    }

    private static void broken(RoutingContext context, Throwable cause) {
        boolean gone = cause instanceof IOException || cause instanceof VertxException;
        if (!gone
                && !context.response().headWritten()
                && !context.response().ended()
                && !context.request().isEnded()) {
            refuse(context, "The chunks of the body are malformed.");
        }
    }

    private static void refuse(RoutingContext context, String detail) {
        UnreadBody.abandon(context);
        context.response()
                .setStatusCode(Problem.BAD_REQUEST.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, ProblemBody.MEDIA_TYPE)
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .end(ProblemBody.of(Problem.BAD_REQUEST, detail, context));
        context.request().connection().close();
    }
}
