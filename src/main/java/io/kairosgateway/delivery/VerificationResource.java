package io.kairosgateway.delivery;

import io.kairosgateway.access.ApiKeyNeeded;
import io.kairosgateway.access.Owned;
import io.kairosgateway.ledger.Ledger;
import io.kairosgateway.tracing.RequestTrace;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;

/** The end of a verification's record, at its owner's word; how it is read is in {@link VerificationRoute}. */
@Path("/v1/verifications")
public class VerificationResource {

    private final Owned owned;
    private final Ledger ledger;

    VerificationResource(Owned owned, Ledger ledger) {
        this.owned = owned;
        this.ledger = ledger;
    }

    @DELETE
    @Path("{id}")
    @ApiKeyNeeded
    public Uni<Response> forget(@PathParam("id") String id, RoutingContext context) {
        // Without a last question to Kairos about one that has timed out: nobody wants to know any more.
        return owned.find(id)
                .invoke(known -> RequestTrace.of(context).concerns(known.verification()))
                .flatMap(known -> ledger.forget(known.verification().id()))
                .map(forgotten -> Response.noContent().build());
    }
}
