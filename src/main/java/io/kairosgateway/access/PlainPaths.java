package io.kairosgateway.access;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Nothing is found at a path with a slash at its end or with parameters between its segments. The framework would take it for the path
 * without them, and whoever goes by the path would not: the audit, the traces, the drain, and whatever stands before the gateway.
 */
@Singleton
class PlainPaths {

    /** After the framing is checked. */
    private static final int EARLY = 985;

    void register(@Observes Filters filters) {
        filters.register(
                context -> {
                    if (ambiguous(context)) {
                        context.fail(404);
                    } else {
                        context.next();
                    }
                },
                EARLY);
    }

    private static boolean ambiguous(RoutingContext context) {
        String path = context.normalizedPath();
        return path.startsWith("/v") && (path.endsWith("/") || path.indexOf(';') >= 0);
    }
}
