package io.kairosgateway.delivery;

import io.kairosgateway.access.Admission;
import io.kairosgateway.access.Admission.Admitted;
import io.kairosgateway.access.AuditEntry;
import io.kairosgateway.access.ClientToken;
import io.kairosgateway.access.Place;
import io.kairosgateway.tracing.RequestTrace;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.watch.Places;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The state of a verification as server-sent events. Everything is decided before the stream begins: once it has begun, its status is 200
 * and cannot be taken back. A route and no resource, because what a resource keeps of its request would be most of what a stream costs.
 */
@Singleton
class EventsRoute {

    static final String PATH = "/v1/verifications/:id/events";
    private static final String ALLOWED = "GET, HEAD, OPTIONS";

    private final Admission admission;
    private final Lookup lookup;
    private final Places places;
    private final EventStreams streams;

    EventsRoute(Admission admission, Lookup lookup, Places places, EventStreams streams) {
        this.admission = admission;
        this.lookup = lookup;
        this.places = places;
        this.streams = streams;
    }

    void routes(@Observes Router router) {
        router.route(PATH).handler(this::answer);
    }

    private void answer(RoutingContext context) {
        HttpMethod method = context.request().method();
        if (method == HttpMethod.GET || method == HttpMethod.HEAD) {
            find(context);
            return;
        }
        context.response().putHeader(HttpHeaders.ALLOW, ALLOWED);
        if (method == HttpMethod.OPTIONS) {
            context.response().setStatusCode(204).end();
        } else {
            context.fail(405);
        }
    }

    private void find(RoutingContext context) {
        if (!Acceptance.of(context, MediaType.SERVER_SENT_EVENTS_TYPE)) {
            context.fail(406);
            return;
        }
        String id = context.pathParam("id");
        Context eventLoop = Vertx.currentContext();
        Admitted who = admission.shownToStream(context);
        AuditEntry audit = AuditEntry.of(context);
        admission
                .watches(who, id)
                .flatMap(may -> lookup.find(id, who.tenant(), audit))
                .emitOn(command -> eventLoop.runOnContext(now -> command.run()))
                .invoke(known -> begin(known.verification(), who, context))
                .subscribe()
                .with(begun -> {}, context::fail);
    }

    private void begin(Verification verification, Admitted who, RoutingContext context) {
        RequestTrace.of(context).concerns(verification);
        HttpServerResponse response = context.response();
        if (response.closed()) {
            return;
        }
        if (ended(context, verification)) {
            // What makes a browser's EventSource stop coming back (WHATWG HTML, 9.2.3).
            response.setStatusCode(204).end();
            return;
        }
        boolean head = context.request().method() == HttpMethod.HEAD;
        if (!head) {
            // Before anything is in the response: when there is no place, it is a problem's.
            Place place = places.enter(verification);
            context.addEndHandler(ended -> place.close());
        }
        // What compresses an answer on its way collects it first.
        response.putHeader(HttpHeaders.CONTENT_TYPE, MediaType.SERVER_SENT_EVENTS)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store, no-transform")
                .putHeader("X-Accel-Buffering", "no");
        if (head) {
            response.end();
            return;
        }
        if (context.request().version() == HttpVersion.HTTP_1_0) {
            // Which has no chunks, so that nothing but the connection's end tells the stream's.
            context.addEndHandler(ended -> context.request().connection().close());
        }
        response.setChunked(true);
        streams.open(
                verification, View.of(who), Optional.ofNullable(who.token()).map(ClientToken::expiresAt), context);
    }

    /** Whether the client has had the last event already; some polyfills cannot send the header and use a query parameter. */
    private static boolean ended(RoutingContext context, Verification verification) {
        List<String> query = Admission.query(context, "last_event_id");
        String last = Optional.ofNullable(context.request().getHeader("Last-Event-ID"))
                .orElse(query.isEmpty() ? "" : query.get(0))
                .strip()
                .toLowerCase(Locale.ROOT);
        return Revision.ofDecision(last)
                || verification.status().terminal()
                        && Revision.of(verification).value().equals(last);
    }
}
