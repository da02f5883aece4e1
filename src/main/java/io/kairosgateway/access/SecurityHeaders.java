package io.kairosgateway.access;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * What every answer of the public port tells browsers and caches, event streams and problems included. An answer that has one of these
 * headers already keeps its own, such as a page with a content policy.
 */
@Singleton
public class SecurityHeaders {

    /** Before whatever may answer. */
    private static final int EARLY = 995;

    private static final String POLICY = "default-src 'none'; frame-ancestors 'none'";
    private static final String A_YEAR = "max-age=31536000";

    void register(@Observes Filters filters) {
        filters.register(SecurityHeaders::protect, EARLY);
    }

    private static void protect(RoutingContext context) {
        // When the head goes out: by then the answer has said what it wants otherwise.
        context.addHeadersEndHandler(head -> complete(context.request()));
        context.next();
    }

    /** Adds what the answer does not say itself; its head must not have been written. */
    public static void complete(HttpServerRequest request) {
        MultiMap headers = request.response().headers();
        absent(headers, HttpHeaders.CACHE_CONTROL, "no-store");
        absent(headers, "X-Content-Type-Options", "nosniff");
        absent(headers, "Referrer-Policy", "no-referrer");
        if (!devUi(request)) {
            absent(headers, "Content-Security-Policy", POLICY);
        }
        if (request.isSSL()) {
            absent(headers, "Strict-Transport-Security", A_YEAR);
        }
    }

    private static void absent(MultiMap headers, CharSequence name, String value) {
        if (!headers.contains(name)) {
            headers.set(name, value);
        }
    }

    /** The framework's own pages of {@code quarkus:dev}, which no policy of ours fits. */
    private static boolean devUi(HttpServerRequest request) {
        return LaunchMode.current() == LaunchMode.DEVELOPMENT
                && String.valueOf(request.path()).startsWith("/q/");
    }
}
