package io.kairosgateway.access;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Names each request by its {@link Endpoint} before anything can refuse it, and tells whoever uses another method which there are. */
@Singleton
class KnownEndpoints {

    private static final int BEFORE_EVERYTHING = 999;

    /** After a body is sure to be drained. */
    private static final int BEFORE_THE_ROUTES = 870;

    void register(@Observes Filters filters) {
        filters.register(KnownEndpoints::name, BEFORE_EVERYTHING);
        filters.register(KnownEndpoints::wholeServer, BEFORE_THE_ROUTES);
    }

    private static void name(RoutingContext context) {
        Endpoint endpoint = Endpoint.of(context.normalizedPath());
        endpoint.label(context.request());
        context.addHeadersEndHandler(head -> {
            if (context.response().getStatusCode() == 405
                    && !context.response().headers().contains(HttpHeaders.ALLOW)) {
                context.response().putHeader(HttpHeaders.ALLOW, endpoint.methods());
            }
        });
        context.next();
    }

    /** {@code OPTIONS *} is about the server and no path; it arrives as the root. */
    private static void wholeServer(RoutingContext context) {
        if (context.request().method() == HttpMethod.OPTIONS
                && context.normalizedPath().equals("/")) {
            context.response()
                    .setStatusCode(204)
                    .putHeader(HttpHeaders.ALLOW, Endpoint.WHOLE_SERVER.methods())
                    .end();
        } else {
            context.next();
        }
    }
}
