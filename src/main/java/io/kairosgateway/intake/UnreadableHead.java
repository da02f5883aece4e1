package io.kairosgateway.intake;

import io.kairosgateway.access.Endpoint;
import io.kairosgateway.access.SecurityHeaders;
import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemBody;
import io.kairosgateway.problem.RequestId;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.Http1xServerConnection;
import io.vertx.core.net.impl.VertxHandler;

/** Answers a request whose head is refused: it never comes to the router, and Vert.x by itself answers with a bare status. */
final class UnreadableHead {

    private UnreadableHead() {}

    /** Once the pipeline has its connection. */
    static void install(ChannelPipeline pipeline) {
        VertxHandler<?> handler = pipeline.get(VertxHandler.class);
        if (handler != null && handler.getConnection() instanceof Http1xServerConnection connection) {
            connection.invalidRequestHandler(UnreadableHead::answer);
        }
    }

    private static void answer(HttpServerRequest request) {
        Endpoint.labelUnknown(request);
        Throwable cause = request.decoderResult().cause();
        Problem problem = problem(cause);
        request.response()
                .setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, ProblemBody.MEDIA_TYPE)
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                // Any page may read it: often not even the origin is known, and there is nothing of anybody in it.
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
                .putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, RequestId.HEADER);
        SecurityHeaders.complete(request);
        String id = RequestId.give(request);
        String detail =
                cause instanceof FlawedHead flaw ? flaw.getMessage() : "The head of the request cannot be read.";
        request.response().end(ProblemBody.of(problem, detail, id));
        request.response().close();
    }

    private static Problem problem(Throwable cause) {
        if (cause instanceof FlawedHead flaw) {
            return flaw.problem();
        }
        if (cause instanceof TooLongHttpLineException) {
            return Problem.URI_TOO_LONG;
        }
        return cause instanceof TooLongHttpHeaderException ? Problem.HEADERS_TOO_LARGE : Problem.BAD_REQUEST;
    }
}
