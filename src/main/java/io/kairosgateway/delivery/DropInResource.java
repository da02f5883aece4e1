package io.kairosgateway.delivery;

import io.kairosgateway.access.KairosHeadersNeeded;
import io.kairosgateway.access.Owned;
import io.kairosgateway.ledger.Ledger.Found;
import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.tracing.RequestTrace;
import io.kairosgateway.verification.LastAnswer;
import io.kairosgateway.verification.State;
import io.kairosgateway.watch.Watch;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Kairos' own GET, for clients that were written for Kairos: its body as it came. It waits for the decision before it passes on a "not
 * yet", so that a client that asks once, as many do, gets its result.
 */
@Path("/{version:v0\\.[12]}")
public class DropInResource {

    private final Lookup lookup;
    private final Watch watch;
    private final GatewaySettings settings;

    DropInResource(Lookup lookup, Watch watch, GatewaySettings settings) {
        this.lookup = lookup;
        this.watch = watch;
        this.settings = settings;
    }

    @GET
    @Path("{kind:full-id|document|biometric|liveness}-verification/{id}")
    @KairosHeadersNeeded
    public Uni<Response> result(@PathParam("kind") String kind, @PathParam("id") String id, RoutingContext context) {
        RequestTrace trace = RequestTrace.of(context);
        return lookup.find(id)
                .invoke(known -> {
                    if (!known.verification().kind().label().equals(kind)) {
                        throw Owned.unknown();
                    }
                    trace.concerns(known.verification());
                })
                .flatMap(known -> known.verification().status().terminal()
                        ? Uni.createFrom().item(known)
                        : watch.decided(known.verification(), settings.watch().dropInWait())
                                .invoke(trace::delivered)
                                .flatMap(waited -> lookup.find(id)))
                .map(DropInResource::verbatim);
    }

    private static Response verbatim(Found.Known known) {
        State state = known.verification().state();
        if (state instanceof State.Decided decided) {
            return answer(200, MediaType.APPLICATION_JSON, decided.decision().result());
        }
        if (state instanceof State.Failed failed && failed.result() != null) {
            return answer(200, MediaType.APPLICATION_JSON, failed.result());
        }
        LastAnswer last = known.last();
        if (last == null) {
            throw new ProblemException(
                    Problem.KAIROS_UNREACHABLE, "Kairos has not answered yet; ask again.", Duration.ofSeconds(5));
        }
        return answer(last.status(), last.contentType(), last.body());
    }

    private static Response answer(int status, String contentType, String body) {
        Response.ResponseBuilder answer =
                // Bytes: a text would be written in whatever charset the type names.
                Response.status(status)
                        .entity(body.getBytes(StandardCharsets.UTF_8))
                        .header(HttpHeaders.CACHE_CONTROL, "no-store");
        if (contentType != null) {
            answer.header(HttpHeaders.CONTENT_TYPE, contentType);
        }
        return answer.build();
    }
}
