package io.kairosgateway.access;

import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Asks every caller for a key or a token before a resource method runs, so before a byte of a body is read. */
class Door {

    private final Admission admission;
    private final Caller caller;

    Door(Admission admission, Caller caller) {
        this.admission = admission;
        this.caller = caller;
    }

    @ApiKeyNeeded
    @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
    void apiKey(RoutingContext context) {
        caller.is(admission.apiKey(context));
    }

    @KairosHeadersNeeded
    @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
    void kairosHeaders(RoutingContext context) {
        caller.is(admission.kairosHeaders(context));
    }

    @SubmitGrantNeeded
    @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
    void submit(ContainerRequestContext request, RoutingContext context) {
        caller.is(admission.submit(
                context, request.getUriInfo().getPathParameters().getFirst("kind")));
    }
}
