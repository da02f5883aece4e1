package io.kairosgateway.testing;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stands before a gateway like a load balancer on a bad day: of the POSTs the first is refused as busy, the answer to the second is lost on
 * its way, and the others are well.
 */
public final class UnluckyFront implements AutoCloseable {

    private static final String BUSY =
            "{\"type\":\"urn:kairos-gateway:problem:overloaded\",\"title\":\"Busy\",\"status\":503,"
                    + "\"code\":\"overloaded\",\"detail\":\"Busy.\",\"request_id\":\"1\",\"retryable\":true}";

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = vertx.createHttpClient();
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final int target;

    public UnluckyFront(int target) {
        this.target = target;
        this.server = vertx.createHttpServer()
                .requestHandler(this::pass)
                .listen(0, "localhost")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    public String url() {
        return "http://localhost:" + server.actualPort();
    }

    /** The {@code Idempotency-Key} of each POST. */
    public List<String> keys() {
        return keys;
    }

    private void pass(HttpServerRequest request) {
        boolean post = request.method() == HttpMethod.POST;
        if (post) {
            keys.add(String.valueOf(request.getHeader("Idempotency-Key")));
        }
        int number = post ? keys.size() : 0;
        request.body().onSuccess(body -> {
            if (number == 1) {
                request.response()
                        .setStatusCode(503)
                        .putHeader("Content-Type", "application/problem+json")
                        .putHeader("Retry-After", "1")
                        .end(BUSY);
            } else {
                forward(request, body, number == 2);
            }
        });
    }

    private void forward(HttpServerRequest request, Buffer body, boolean lost) {
        client.request(request.method(), target, "localhost", request.uri())
                .compose(onward -> send(onward, request, body))
                .compose(answer -> answer.body().onSuccess(text -> {
                    if (lost) {
                        request.connection().close();
                    } else {
                        request.response().headers().addAll(answer.headers());
                        request.response().setStatusCode(answer.statusCode()).end(text);
                    }
                }))
                .onFailure(broken -> request.connection().close());
    }

    private static io.vertx.core.Future<HttpClientResponse> send(
            HttpClientRequest onward, HttpServerRequest request, Buffer body) {
        onward.headers().addAll(request.headers());
        return request.method() == HttpMethod.POST ? onward.send(body) : onward.send();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
