package io.kairosgateway.intake;

import io.kairosgateway.settings.GatewaySettings;
import io.netty.buffer.ByteBuf;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * What becomes of a body when the response goes out before its end. When it is known to end within what any upload may have, it is read to
 * its end and thrown away, and the connection serves on. In every other case the response says that the connection closes, so that neither
 * the client nor a proxy sends another request on it, and {@link LingeringClose} closes it. That is also so for a client that waits for
 * {@code 100 Continue} and is not told to: nobody could tell the absence of its body from the next request.
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

    private void answered(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.isEnded() || context.response().closed() || context.get(ABANDONED) != null) {
            return;
        }
        LiveBody body = LiveBody.of(request);
        boolean invited = !expectsContinue(request) || context.get(CONTINUED) != null;
        if (invited
                && body.left() != LiveBody.UNKNOWN
                && body.left() <= settings.drainLimit().asLongValue()) {
            new Drain(request, body).begin(context);
        } else {
            close(context);
        }
    }

    /** Nothing more of the body is read: the response says that the connection closes, and it ends after it. */
    static void close(RoutingContext context) {
        context.put(ABANDONED, true);
        context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        context.addEndHandler(ended -> context.request().connection().close());
    }

    private static boolean announcesBody(HttpServerRequest request) {
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                || request.headers().contains(HttpHeaders.CONTENT_LENGTH);
    }

    private static boolean expectsContinue(HttpServerRequest request) {
        return "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT));
    }

    /** Reads a body to its end for nobody; a client that stands still for too long, or takes as long as no upload may, is cut off. */
    private final class Drain {

        private final HttpServerRequest request;
        private final LiveBody body;
        private final long deadline =
                System.nanoTime() + settings.totalTimeout().toNanos();
        private boolean moved;
        private long timer;

        Drain(HttpServerRequest request, LiveBody body) {
            this.request = request;
            this.body = body;
        }

        void begin(RoutingContext context) {
            request.exceptionHandler(gone -> vertx.cancelTimer(timer));
            request.endHandler(end -> vertx.cancelTimer(timer));
            request.handler(chunk -> moved = true);
            watch();
            // Not at once: a response whose head is under way must not meet what is decoded now.
            context.vertx().runOnContext(now -> {
                if (!request.isEnded()) {
                    body.take(this::chunk);
                    request.resume();
                    body.go();
                }
            });
        }

        private void chunk(ByteBuf bytes) {
            moved = true;
            bytes.release();
        }

        private void watch() {
            moved = false;
            timer = vertx.setTimer(settings.drainTimeout().toMillis(), tick -> {
                if (moved && System.nanoTime() < deadline) {
                    watch();
                } else {
                    LingeringClose.cut(request.connection());
                }
            });
        }
    }
}
