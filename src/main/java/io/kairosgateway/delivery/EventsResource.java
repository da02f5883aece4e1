package io.kairosgateway.delivery;

import io.kairosgateway.access.Caller;
import io.kairosgateway.access.ClientToken;
import io.kairosgateway.access.StreamGrantNeeded;
import io.kairosgateway.verification.VerificationId;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import org.jboss.resteasy.reactive.ResponseHeader;

/** The state of a verification as server-sent events; {@link EventsDoor} has let the caller in, or has answered in our place. */
@Path("/v1/verifications")
public class EventsResource {

    private final EventStream stream;
    private final Caller caller;

    EventsResource(EventStream stream, Caller caller) {
        this.stream = stream;
        this.caller = caller;
    }

    @GET
    @Path("{id}/events")
    @StreamGrantNeeded
    @EventsDoor.Checked
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @ResponseHeader(name = "Cache-Control", value = "no-store")
    @ResponseHeader(name = "X-Accel-Buffering", value = "no")
    public Multi<OutboundSseEvent> events(@PathParam("id") String id) {
        return stream.of(new VerificationId(id), View.of(caller), caller.token().map(ClientToken::expiresAt));
    }
}
