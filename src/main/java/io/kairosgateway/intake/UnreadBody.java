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
 * What becomes of a body when the answer goes out before its end: it is read up to a bound of bytes and of time and thrown away, since a
 * client whose connection closes under its writes may never read the answer; then the connection is closed. A client that still waits
 * for {@code 100 Continue} is told so, because nobody could tell the body's absence from the next request.
 */
@Singleton
class UnreadBody {

    private static final String CONTINUED = "intake.continued";
    private static final String ABANDONED = "intake.abandoned";
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

    /** Has nothing drained: the connection is closed with the answer, and whoever reads the body is to hear of its failure. */
    static void abandon(RoutingContext context) {
        context.put(ABANDONED, true);
    }

    private void answered(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.isEnded() || context.response().closed() || context.get(ABANDONED) != null) {
            return;
        }
        if (expectsContinue(request) && context.get(CONTINUED) == null) {
            // Told for the clients that listen; one that sends all the same is drained, and cut off, like any other.
            context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        LiveBody body = LiveBody.of(request);
        long[] left = {settings.drainLimit().asLongValue()};
        long timer = vertx.setTimer(
                settings.drainTimeout().toMillis(), late -> request.connection().close());
        request.exceptionHandler(gone -> vertx.cancelTimer(timer));
        request.endHandler(end -> vertx.cancelTimer(timer));
        request.handler(chunk -> {
            left[0] -= chunk.length();
            if (left[0] < 0) {
                // Not closed at once: what the client has not read of the answer by then would be lost with the reset.
                body.stop();
            }
        });
        request.resume();
        // Not at once: an answer whose head is under way must not meet what is decoded now.
        context.vertx().runOnContext(now -> body.letGo());
    }

    private static boolean announcesBody(HttpServerRequest request) {
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                || request.headers().contains(HttpHeaders.CONTENT_LENGTH);
    }

    private static boolean expectsContinue(HttpServerRequest request) {
        return "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT));
    }
}
