package io.kairosgateway.intake;

import io.kairosgateway.settings.GatewaySettings;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * What becomes of a body when the answer goes out before its end: a client that waits for {@code 100 Continue} never sends it, and its
 * connection is closed, because nobody could tell the body's absence from the next request; any other goes on sending, and is read up
 * to a bound, since a client whose connection closes under its writes may never read the answer.
 */
@Singleton
class UnreadBody {

    private static final String CONTINUED = "intake.continued";
    private static final int EARLY = 900;

    private final Vertx vertx;
    private final GatewaySettings.Intake settings;

    UnreadBody(Vertx vertx, GatewaySettings settings) {
        this.vertx = vertx;
        this.settings = settings.intake();
    }

    void register(@Observes Filters filters) {
        filters.register(
                context -> {
                    if (announcesBody(context.request())) {
                        context.addHeadersEndHandler(head -> answered(context));
                    }
                    context.next();
                },
                EARLY);
    }

    /** Tells a waiting client to send. */
    static void invite(RoutingContext context) {
        if (expectsContinue(context.request())) {
            context.put(CONTINUED, true);
            context.response().writeContinue();
        }
    }

    private void answered(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.isEnded() || context.response().closed()) {
            return;
        }
        if (expectsContinue(request) && context.get(CONTINUED) == null) {
            context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            return;
        }
        long[] left = {settings.drainLimit().asLongValue()};
        long timer = vertx.setTimer(
                settings.drainTimeout().toMillis(), late -> request.connection().close());
        request.exceptionHandler(gone -> vertx.cancelTimer(timer));
        request.endHandler(end -> vertx.cancelTimer(timer));
        request.handler(chunk -> {
            left[0] -= chunk.length();
            if (left[0] < 0) {
                vertx.cancelTimer(timer);
                request.connection().close();
            }
        });
        request.resume();
    }

    private static boolean announcesBody(HttpServerRequest request) {
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                || request.headers().contains(HttpHeaders.CONTENT_LENGTH);
    }

    private static boolean expectsContinue(HttpServerRequest request) {
        return "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT));
    }
}
