package io.kairosgateway.delivery;

import io.kairosgateway.verification.Verification;
import io.kairosgateway.watch.Places;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.NameBinding;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Decides before an event stream begins: once it has begun, its status is 200 and cannot be taken back.
 */
class EventsDoor {

    /** Marks the stream that this door stands before. */
    @NameBinding
    @Retention(RetentionPolicy.RUNTIME)
    @interface Checked {}

    private final Lookup lookup;
    private final Places places;

    EventsDoor(Lookup lookup, Places places) {
        this.lookup = lookup;
        this.places = places;
    }

    /** @return null within when the stream may begin */
    @Checked
    @ServerRequestFilter(priority = Priorities.AUTHORIZATION)
    Uni<Response> open(ContainerRequestContext request, RoutingContext context) {
        String id = request.getUriInfo().getPathParameters().getFirst("id");
        Context eventLoop = Vertx.currentContext();
        return lookup.find(id)
                .emitOn(command -> eventLoop.runOnContext(now -> command.run()))
                .map(known -> {
                    if (ended(request, known.verification())) {
                        return nothingMore();
                    }
                    hold(places.enter(known.verification()), context);
                    return null;
                });
    }

    /** Until the response ends or its connection does, which is later than the stream when the client does not read. */
    private static void hold(Runnable place, RoutingContext context) {
        HttpServerResponse response = context.response();
        context.addEndHandler(ended -> place.run());
        if (response.closed() || response.ended()) {
            // It had ended before, and nobody would hear of it.
            place.run();
        }
    }

    /** Whether the client has had the last event already; some polyfills cannot send the header and use a query parameter. */
    private static boolean ended(ContainerRequestContext request, Verification verification) {
        List<String> query = request.getUriInfo().getQueryParameters().getOrDefault("last_event_id", List.of());
        String last = Optional.ofNullable(request.getHeaderString("Last-Event-ID"))
                .orElse(query.isEmpty() ? "" : query.get(0))
                .strip();
        return Revision.ofDecision(last)
                || verification.status().terminal()
                        && Revision.of(verification).value().equals(last);
    }

    /** 204 is what makes a browser's {@code EventSource} stop coming back (WHATWG HTML, 9.2.3). */
    private static Response nothingMore() {
        return Response.noContent().header("Cache-Control", "no-store").build();
    }
}
