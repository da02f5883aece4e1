package io.kairosgateway.intake;

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

/** Answers a request whose head cannot be read: it never comes to the router, and Vert.x by itself answers with a bare status. */
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
        Throwable cause = request.decoderResult().cause();
        Problem problem = cause instanceof TooLongHttpLineException
                ? Problem.URI_TOO_LONG
                : cause instanceof TooLongHttpHeaderException ? Problem.HEADERS_TOO_LARGE : Problem.BAD_REQUEST;
        request.response()
                .setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, ProblemBody.MEDIA_TYPE)
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        SecurityHeaders.complete(request);
        String id = RequestId.give(request);
        request.response().end(ProblemBody.of(problem, "The head of the request cannot be read.", id));
        request.response().close();
    }
}
