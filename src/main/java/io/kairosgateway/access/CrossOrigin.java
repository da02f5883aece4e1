package io.kairosgateway.access;

import io.kairosgateway.verification.Kind;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Lets the pages of the tenants' origins upload and watch (CORS, WHATWG Fetch 3.2). A preflight carries no token, so it is let through for
 * an origin of any tenant; {@link Admission} then refuses a token whose tenant does not have the origin. Credentials of the browser's own are
 * never asked for: the token is all there is. What only backends call is not opened.
 */
@Singleton
class CrossOrigin {

    /** After the framing has been checked and a body is sure to be drained; before anything is routed. */
    private static final int BEFORE_THE_ROUTES = 890;

    private static final String OPEN = "/v1/verifications/";
    private static final String EVENTS = "/events";

    private static final String RESPONSE_HEADERS = "Location, Retry-After, ETag, Preference-Applied, X-Request-ID,"
            + " RateLimit, RateLimit-Policy, Idempotent-Replayed, WWW-Authenticate";

    /** The longest that any browser remembers a preflight's answer and most do. */
    private static final String MAX_AGE_SECONDS = "7200";

    private final Tenants tenants;

    CrossOrigin(Tenants tenants) {
        this.tenants = tenants;
    }

    void register(@Observes Filters filters) {
        filters.register(this::share, BEFORE_THE_ROUTES);
    }

    private void share(RoutingContext context) {
        if (!context.normalizedPath().startsWith(OPEN)) {
            context.next();
            return;
        }
        HttpServerRequest request = context.request();
        String origin = origin(request);
        // When the head goes out, because a resource sets its own Vary in place of what was there.
        context.addHeadersEndHandler(head -> {
            MultiMap headers = context.response().headers();
            headers.add(HttpHeaders.VARY, preflight(request) ? Preflight.VARY : "Origin");
            if (origin != null) {
                headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
                headers.set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, RESPONSE_HEADERS);
            }
        });
        if (preflight(request)) {
            answer(context, origin != null);
        } else {
            context.next();
        }
    }

    /** @return the one origin that the request comes from, null when no tenant has it */
    private String origin(HttpServerRequest request) {
        List<String> origins = request.headers().getAll(HttpHeaders.ORIGIN);
        return origins.size() == 1 && tenants.anyHasOrigin(origins.get(0)) ? origins.get(0) : null;
    }

    private static boolean preflight(HttpServerRequest request) {
        return request.method() == HttpMethod.OPTIONS
                && request.headers().contains(HttpHeaders.ORIGIN)
                && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
    }

    /** To a foreign origin nothing is allowed, which is how a browser is told no. */
    private static void answer(RoutingContext context, boolean allowed) {
        if (allowed) {
            context.response()
                    .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, methods(context.normalizedPath()))
                    .putHeader(
                            HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS,
                            Preflight.headers(context.request().headers()))
                    .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, MAX_AGE_SECONDS);
        }
        context.response().setStatusCode(204).end();
    }

    /** As the routes have them. Who may use one is decided when it is used, and a page is to read the refusal. */
    private static String methods(String path) {
        if (path.endsWith(EVENTS)) {
            return "GET, HEAD";
        }
        return Kind.parse(path.substring(OPEN.length())).isPresent() ? "POST" : "GET, HEAD, DELETE";
    }
}
