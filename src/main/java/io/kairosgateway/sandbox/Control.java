package io.kairosgateway.sandbox;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * What tests ask the simulator, beside Kairos' own paths: {@code GET /_sandbox/requests?method=&uuid=&ended=},
 * {@code DELETE /_sandbox/requests}, {@code GET /_sandbox/counts}. Forgetting starts all counts anew, also those behind {@code poll=500x2}.
 */
final class Control {

    static final String ROOT = "/_sandbox/";

    private final Journal journal;

    Control(Journal journal) {
        this.journal = journal;
    }

    void answer(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        switch (request.method() + " " + request.path().substring(ROOT.length())) {
            case "GET requests" ->
                json(
                        response,
                        journal.requests(
                                        request.getParam("method"), request.getParam("uuid"), request.getParam("ended"))
                                .encode());
            case "GET counts" -> json(response, journal.counts().encode());
            case "DELETE requests" -> {
                journal.forget();
                response.setStatusCode(204).end();
            }
            default ->
                response.setStatusCode(request.method() == HttpMethod.GET ? 404 : 405)
                        .end();
        }
    }

    private static void json(HttpServerResponse response, String body) {
        response.putHeader("Content-Type", "application/json").end(body);
    }
}
