package io.kairosgateway.access;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.core.impl.ContextInternal;
import java.util.regex.Pattern;

/** What can be addressed on the public port, each by its template: metrics know addresses by these alone, whatever a caller writes. */
public enum Endpoint {
    VERIFICATION("/v1/verifications/{id}", "/v1/verifications/[^/]+", "GET, HEAD, POST, DELETE, OPTIONS"),
    EVENTS("/v1/verifications/{id}/events", "/v1/verifications/[^/]+/events", "GET, HEAD, OPTIONS"),
    CLIENT_TOKENS("/v1/client-tokens", "/v1/client-tokens", "POST, OPTIONS"),
    DROP_IN("/{version}/{kind}-verification", Endpoint.DROP_IN_PATH, "POST, OPTIONS"),
    DROP_IN_RESULT("/{version}/{kind}-verification/{id}", Endpoint.DROP_IN_PATH + "/[^/]+", "GET, HEAD, OPTIONS"),
    FILE("/{file}", "/(kairos-gateway\\.js|kairos-gateway\\.d\\.ts|openapi\\.yaml)", "GET, HEAD, OPTIONS"),
    SANDBOX("/sandbox/{path}", "/sandbox/.*", "GET, HEAD, POST, OPTIONS"),
    WHOLE_SERVER("/", "/", "GET, HEAD, POST, DELETE, OPTIONS"),
    UNKNOWN("/{unknown}", ".*", "OPTIONS");

    private static final String DROP_IN_PATH = "/v0\\.[12]/(full-id|document|biometric|liveness)-verification";

    /** Where the metrics of HTTP look for the template of a request before they take its path. */
    private static final String TEMPLATE = "UrlPathTemplate";

    private final String template;
    private final Pattern paths;
    private final String methods;

    Endpoint(String template, String paths, String methods) {
        this.template = template;
        this.paths = Pattern.compile(paths, Pattern.DOTALL);
        this.methods = methods;
    }

    static Endpoint of(String path) {
        for (Endpoint endpoint : values()) {
            if (endpoint.paths.matcher(path).matches()) {
                return endpoint;
            }
        }
        return UNKNOWN;
    }

    /** As in {@code Allow}. */
    String methods() {
        return methods;
    }

    public String template() {
        return template;
    }

    /** Counts the request under this; a resource that it comes to may know a closer template. */
    void label(HttpServerRequest request) {
        if (request instanceof HttpServerRequestInternal known && known.context() instanceof ContextInternal context) {
            context.putLocal(TEMPLATE, template);
        }
    }

    /** For a request that comes to no router. */
    public static void labelUnknown(HttpServerRequest request) {
        UNKNOWN.label(request);
    }
}
