package io.kairosgateway.intake;

import io.kairosgateway.access.Caller;
import io.kairosgateway.access.KairosHeadersNeeded;
import io.kairosgateway.access.Owned;
import io.kairosgateway.kairos.KairosAnswer;
import io.kairosgateway.kairos.KairosReply;
import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import io.kairosgateway.verification.Kind;
import io.kairosgateway.verification.LastAnswer;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import org.jboss.resteasy.reactive.server.Cancellable;

/**
 * Kairos' own POST, for clients that were written for Kairos: the same checks and the same record as at the front door, and Kairos' own
 * status and body as the answer. Only what Kairos says of the gateway's credentials stays here: the caller's are others.
 */
@Path("/{version:v0\\.[12]}")
public class DropInSubmitResource {

    private final Once once;
    private final Owned owned;
    private final Caller caller;

    DropInSubmitResource(Once once, Owned owned, Caller caller) {
        this.once = once;
        this.owned = owned;
        this.caller = caller;
    }

    @POST
    @Path("{kind:full-id|document|biometric|liveness}-verification")
    @KairosHeadersNeeded
    @Cancellable(false)
    public Uni<Response> submit(
            @PathParam("version") String version, @PathParam("kind") String label, RoutingContext context) {
        Kind kind = Kind.parse(label).orElseThrow();
        String tenant = caller.tenant().name();
        return once.submit(context, caller, kind, version)
                .flatMap(outcome -> outcome instanceof Submission submission
                        ? Uni.createFrom().item(() -> verbatim(submission))
                        : repeated(tenant, (Outcome.Repeat) outcome));
    }

    /** Here the first answer itself, byte for byte: its reader knows Kairos' forms only, and asks for the state by the uuid in it. */
    private Uni<Response> repeated(String tenant, Outcome.Repeat repeat) {
        return owned.receipt(tenant, repeat.id()).map(receipt -> {
            LastAnswer first = receipt.orElseThrow(
                    () -> new ProblemException(Problem.GONE, "The result of the first request is no longer kept."));
            return answer(first.status(), first.contentType(), first.body().getBytes(StandardCharsets.UTF_8))
                    .header(Outcome.Repeat.HEADER, true)
                    .build();
        });
    }

    private static Response verbatim(Submission submission) {
        KairosAnswer answer = submission.answer();
        if (submission.reply() instanceof KairosReply.Unavailable refused
                && (ours(refused.problem()) || !answer.whole())) {
            throw new ProblemException(refused.problem(), refused.problem().title() + ".", refused.retryAfter());
        }
        Response.ResponseBuilder response = answer(answer.status(), answer.contentType(), answer.body());
        if (answer.retryAfter() != null) {
            response.header(HttpHeaders.RETRY_AFTER, ProblemException.wholeSeconds(answer.retryAfter()));
        }
        return response.build();
    }

    private static Response.ResponseBuilder answer(int status, String contentType, byte[] body) {
        Response.ResponseBuilder response =
                Response.status(status).entity(body).header(HttpHeaders.CACHE_CONTROL, "no-store");
        if (contentType != null) {
            response.header(HttpHeaders.CONTENT_TYPE, contentType);
        }
        return response;
    }

    private static boolean ours(Problem problem) {
        return problem == Problem.KAIROS_CREDENTIALS || problem == Problem.KAIROS_FORBIDDEN;
    }
}
