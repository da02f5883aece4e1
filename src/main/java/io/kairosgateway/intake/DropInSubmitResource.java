package io.kairosgateway.intake;

import io.kairosgateway.access.Caller;
import io.kairosgateway.access.KairosHeadersNeeded;
import io.kairosgateway.kairos.KairosAnswer;
import io.kairosgateway.kairos.KairosReply;
import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import io.kairosgateway.verification.Kind;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.Cancellable;

/**
 * Kairos' own POST, for clients that were written for Kairos: the same checks and the same record as at the front door, and Kairos' own
 * status and body as the answer. Only what Kairos says of the gateway's credentials stays here: the caller's are others.
 */
@Path("/{version:v0\\.[12]}")
public class DropInSubmitResource {

    private final Intake intake;
    private final Caller caller;

    DropInSubmitResource(Intake intake, Caller caller) {
        this.intake = intake;
        this.caller = caller;
    }

    @POST
    @Path("{kind:full-id|document|biometric|liveness}-verification")
    @KairosHeadersNeeded
    @Cancellable(false)
    public Uni<Response> submit(
            @PathParam("version") String version, @PathParam("kind") String label, RoutingContext context) {
        Kind kind = Kind.parse(label).orElseThrow();
        return intake.submit(context, caller.tenant(), kind, version).map(DropInSubmitResource::verbatim);
    }

    private static Response verbatim(Submission submission) {
        if (submission.reply() instanceof KairosReply.Unavailable refused && ours(refused.problem())) {
            throw new ProblemException(refused.problem(), refused.problem().title() + ".", refused.retryAfter());
        }
        KairosAnswer answer = submission.answer();
        Response.ResponseBuilder response =
                Response.status(answer.status()).entity(answer.body()).header(HttpHeaders.CACHE_CONTROL, "no-store");
        if (answer.contentType() != null) {
            response.header(HttpHeaders.CONTENT_TYPE, answer.contentType());
        }
        return response.build();
    }

    private static boolean ours(Problem problem) {
        return problem == Problem.KAIROS_CREDENTIALS || problem == Problem.KAIROS_FORBIDDEN;
    }
}
