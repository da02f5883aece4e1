package io.kairosgateway.delivery;

import io.kairosgateway.access.ApiKeyNeeded;
import io.kairosgateway.access.Caller;
import io.kairosgateway.access.Owned;
import io.kairosgateway.access.WatchGrantNeeded;
import io.kairosgateway.ledger.Ledger;
import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.tracing.RequestTrace;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.watch.WaitPreference;
import io.kairosgateway.watch.WaitPreference.Wait;
import io.kairosgateway.watch.Watch;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;

/** The state of a verification: now, or after a long poll. */
@Path("/v1/verifications")
public class VerificationResource {

    private final Lookup lookup;
    private final Owned owned;
    private final Caller caller;
    private final Watch watch;
    private final Ledger ledger;
    private final WaitPreference preference;
    private final GatewaySettings settings;

    VerificationResource(
            Lookup lookup,
            Owned owned,
            Caller caller,
            Watch watch,
            Ledger ledger,
            WaitPreference preference,
            GatewaySettings settings) {
        this.lookup = lookup;
        this.owned = owned;
        this.caller = caller;
        this.watch = watch;
        this.ledger = ledger;
        this.preference = preference;
        this.settings = settings;
    }

    @GET
    @Path("{id}")
    @WatchGrantNeeded
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<Response> get(
            @PathParam("id") String id,
            @QueryParam("wait") String query,
            @Context HttpHeaders headers,
            RoutingContext context) {
        View view = View.of(caller);
        RequestTrace trace = RequestTrace.of(context);
        Optional<Wait> wait = preference.of(list(headers, "Prefer"), query);
        return lookup.find(id)
                .invoke(known -> trace.concerns(known.verification()))
                .flatMap(
                        known -> wait.isEmpty() || known.verification().status().terminal()
                                ? Uni.createFrom().item(known.verification())
                                : watch.decided(known.verification(), wait.get().limit())
                                        .invoke(trace::delivered))
                .map(verification -> answer(verification, view, wait, list(headers, HttpHeaders.IF_NONE_MATCH)));
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

    private Response answer(Verification verification, View view, Optional<Wait> wait, List<String> ifNoneMatch) {
        Revision revision = Revision.of(verification);
        boolean processing = !verification.status().terminal();
        Response.ResponseBuilder answer = revision.matches(ifNoneMatch, view)
                ? Response.notModified()
                : Response.status(processing ? 202 : 200).entity(verification);
        answer.header(HttpHeaders.ETAG, revision.etag(view))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header(HttpHeaders.VARY, "Authorization, Prefer");
        if (processing) {
            answer.header(HttpHeaders.RETRY_AFTER, settings.watch().retryAfter().toSeconds());
        }
        wait.ifPresent(granted -> answer.header("Preference-Applied", granted.applied()));
        return answer.build();
    }

    private static List<String> list(HttpHeaders headers, String name) {
        List<String> values = headers.getRequestHeader(name);
        return values == null ? List.of() : values;
    }
}
