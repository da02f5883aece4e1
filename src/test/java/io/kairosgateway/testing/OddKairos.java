package io.kairosgateway.testing;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicInteger;

/** A Kairos that gives every upload the id that a test has chosen, and decides at the first question. */
public final class OddKairos implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger uploads = new AtomicInteger();
    private final HttpServer server;
    private volatile String id = Stand.newId();

    public OddKairos() {
        server = vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(0, "localhost")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    public String url() {
        return "http://localhost:" + server.actualPort() + "/v0.1";
    }

    /** What uploads are given from now on. */
    public void gives(String next) {
        id = next;
    }

    public int uploads() {
        return uploads.get();
    }

    private void answer(HttpServerRequest request) {
        boolean post = request.method() == HttpMethod.POST;
        String given = id;
        request.body().onSuccess(body -> {
            String path = request.path();
            if (post) {
                uploads.incrementAndGet();
            }
            boolean synchronous = path.contains("biometric");
            request.response()
                    .setStatusCode(post && !synchronous ? 201 : 200)
                    .putHeader("Content-Type", "application/json")
                    .end(
                            post && !synchronous
                                    ? "{\"api_req_uuid\":\"" + given + "\"}"
                                    : decided(post ? given : path.substring(path.lastIndexOf('/') + 1)));
        });
    }

    private static String decided(String id) {
        return "{\"api_req_uid\":\"" + id + "\",\"response_data\":{\"decision\":"
                + "{\"details\":[],\"reject_score\":0,\"review_score\":0,\"warning_score\":0}}}";
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
