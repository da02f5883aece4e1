package io.kairosgateway.sandbox;

import io.vertx.core.http.HttpServerRequest;

/** Kairos' two headers, in either spelling that its pages show. */
final class Credentials {

    private Credentials() {}

    static boolean match(HttpServerRequest request, SimulatorOptions options) {
        return options.appId().equals(header(request, "app_id", "app-id"))
                && options.appKey().equals(header(request, "app_key", "app-key"));
    }

    private static String header(HttpServerRequest request, String usual, String other) {
        String value = request.getHeader(usual);
        return value == null ? request.getHeader(other) : value;
    }
}
