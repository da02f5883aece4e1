package io.kairosgateway.cluster;

import io.kairosgateway.intake.Pictures;
import io.kairosgateway.testing.GatewayProcess;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;

/** Calls the replicas, each call on a connection of its own, as a thousand clients would. */
final class Clients {

    private static final String BOUNDARY = "boundary-of-a-test";
    private static final byte[] PICTURE = Pictures.jpeg(320, 400);

    private final Vertx vertx;
    private final Cluster cluster;
    private final HttpClient http;

    Clients(Vertx vertx, Cluster cluster) {
        this.vertx = vertx;
        this.cluster = cluster;
        this.http = vertx.createHttpClient(new HttpClientOptions()
                .setKeepAlive(false)
                .setMaxPoolSize(10_000)
                .setConnectTimeout(5_000)
                // Longer than the longest silence that the gateway keeps: a call that hangs longer is a waiter that is
                // stuck.
                .setIdleTimeout(60));
    }

    /** What came of a submit, as far as its client can know. */
    sealed interface Submitted {

        record Accepted(String id) implements Submitted {}

        /** @param free whether the gateway says that it may be sent again without paying twice */
        record Refused(int status, String code, boolean free) implements Submitted {}

        /** The connection broke before an answer. */
        record Unanswered() implements Submitted {}
    }

    boolean mayBeUnknown() {
        return cluster.isApart();
    }

    Vertx vertx() {
        return vertx;
    }

    /** @param script the file name that tells the simulator what to do */
    Future<Submitted> submit(int replica, String script) {
        return submit(replica, script, null);
    }

    /** @param key the {@code Idempotency-Key}, null for none */
    Future<Submitted> submit(int replica, String script, String key) {
        Buffer body = Buffer.buffer(
                        "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"document\"; filename=\"" + script
                                + ".jpg\"\r\nContent-Type: image/jpeg\r\n\r\n")
                .appendBytes(PICTURE)
                .appendString("\r\n--" + BOUNDARY + "--\r\n");
        return request(HttpMethod.POST, replica, "/v1/verifications/document")
                .compose(request -> {
                    if (key != null) {
                        request.putHeader("Idempotency-Key", "\"" + key + "\"");
                    }
                    return request.putHeader("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                            .send(body);
                })
                .compose(response -> response.body().map(answer -> submitted(response, answer)))
                .otherwise(broken -> new Submitted.Unanswered());
    }

    private static Submitted submitted(HttpClientResponse response, Buffer answer) {
        JsonObject json = answer.toJsonObject();
        return response.statusCode() < 300
                ? new Submitted.Accepted(json.getString("id"))
                : new Submitted.Refused(
                        response.statusCode(), json.getString("code"), json.getBoolean("retryable", false));
    }

    Future<HttpClientResponse> get(int replica, String path, String lastEventId) {
        return request(HttpMethod.GET, replica, path).compose(request -> {
            if (lastEventId != null) {
                request.putHeader("Last-Event-ID", lastEventId);
            }
            return request.send();
        });
    }

    /** The body of the answer, whatever its status. */
    Future<String> read(int replica, String path) {
        // The body is asked for before the answer can come: one that nobody asks for is dropped.
        return request(HttpMethod.GET, replica, path)
                .compose(request -> request.send().compose(HttpClientResponse::body))
                .map(Buffer::toString);
    }

    private Future<HttpClientRequest> request(HttpMethod method, int replica, String path) {
        int port = cluster.reachable(replica).gateway().port();
        return http.request(method, port, "localhost", path)
                .onSuccess(request -> request.putHeader("Authorization", "Bearer " + GatewayProcess.API_KEY));
    }
}
