package io.kairosgateway.sandbox;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/**
 * What is sent back.
 *
 * @param contentType null for a body that has none
 */
record Answer(int status, String contentType, String body) {

    static Answer json(int status, JsonObject body) {
        return new Answer(status, "application/json", body.encode());
    }

    /** An error; the text is ours, nothing is known of Kairos' error bodies. */
    static Answer error(int status, String message) {
        return json(status, new JsonObject().put("message", message));
    }

    static Answer html() {
        return new Answer(
                200, "text/html; charset=utf-8", "<!doctype html><title>Bad gateway</title><h1>Bad gateway</h1>");
    }

    static Answer empty() {
        return new Answer(200, null, "");
    }

    /** JSON that stops in the middle of a string. */
    static Answer garbage() {
        return new Answer(200, "application/json", "{\"api_req_uid\": \"fca0");
    }

    /** Sends it with the headers that Kairos documents, unless the connection is gone. */
    void send(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(status)
                .putHeader("X-Request-ID", UUID.randomUUID().toString())
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("X-Frame-Options", "DENY")
                .putHeader("Strict-Transport-Security", "max-age=86400; includeSubDomains");
        if (contentType != null) {
            response.putHeader("Content-Type", contentType);
        }
        if (status / 100 == 3) {
            response.putHeader("Location", "/elsewhere");
        }
        response.end(body);
    }
}
