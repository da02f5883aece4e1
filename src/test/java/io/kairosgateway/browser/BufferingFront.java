package io.kairosgateway.browser;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.TimeUnit;

/** A proxy as offices have them: it passes an answer on when it has all of it, and so no event of a stream before the stream's end. */
final class BufferingFront implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = vertx.createHttpClient();
    private final int target;
    private final int port;

    private BufferingFront(int target) {
        this.target = target;
        try {
            this.port = vertx.createHttpServer()
                    .requestHandler(this::pass)
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS)
                    .actualPort();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    static BufferingFront before(int target) {
        return new BufferingFront(target);
    }

    int port() {
        return port;
    }

    private void pass(HttpServerRequest request) {
        request.pause();
        client.request(request.method(), target, "127.0.0.1", request.uri())
                .onSuccess(onward -> pass(request, onward))
                .onFailure(lost -> request.connection().close());
    }

    private void pass(HttpServerRequest request, HttpClientRequest onward) {
        onward.headers().setAll(request.headers());
        // A browser that leaves ends the stream behind as well.
        request.response().closeHandler(left -> onward.reset());
        onward.send(request)
                .flatMap(answer -> answer.body().onSuccess(body -> {
                    HttpServerResponse response = request.response().setStatusCode(answer.statusCode());
                    response.headers().setAll(answer.headers()).remove("Transfer-Encoding");
                    response.end(body);
                }))
                .onFailure(lost -> request.connection().close());
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
