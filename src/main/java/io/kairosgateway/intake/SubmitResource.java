package io.kairosgateway.intake;

import io.kairosgateway.access.Caller;
import io.kairosgateway.access.SubmitGrantNeeded;
import io.kairosgateway.kairos.KairosAddress;
import io.kairosgateway.kairos.KairosReply;
import io.kairosgateway.problem.Particulars;
import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.tracing.RequestTrace;
import io.kairosgateway.verification.Kind;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.watch.WaitPreference;
import io.kairosgateway.watch.WaitPreference.Wait;
import io.kairosgateway.watch.Watch;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.Cancellable;

/**
 * Submits a verification. There is no body parameter on purpose: with one, the framework would read the whole body first.
 */
@Path("/v1/verifications")
public class SubmitResource {

    private final Once once;
    private final Caller caller;
    private final Watch watch;
    private final WaitPreference preference;
    private final KairosAddress kairos;
    private final GatewaySettings.Watch settings;

    SubmitResource(
            Once once,
            Caller caller,
            Watch watch,
            WaitPreference preference,
            KairosAddress kairos,
            GatewaySettings settings) {
        this.once = once;
        this.caller = caller;
        this.watch = watch;
        this.preference = preference;
        this.kairos = kairos;
        this.settings = settings.watch();
    }

    /** Not cancelled when the client leaves: what Kairos has taken is paid for, and is recorded whether anybody listens or not. */
    @POST
    @Path("{kind}")
    @SubmitGrantNeeded
    @Cancellable(false)
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<Response> submit(
            @PathParam("kind") String label, @QueryParam("wait") String query, RoutingContext context) {
        Kind kind = Kind.parse(label)
                .orElseThrow(() -> new ProblemException(
                        Problem.NOT_FOUND,
                        "There is no such kind of verification.",
                        Particulars.allowed(
                                Arrays.stream(Kind.values()).map(Kind::label).toList())));
        String tenant = caller.tenant().name();
        Optional<Wait> wait = preference.of(context.request().headers().getAll("Prefer"), query);
        return once.submit(context, caller, kind, kairos.version())
                .flatMap(outcome -> outcome instanceof Submission submission
                        ? waited(begun(submission), wait, context)
                                .map(verification -> answer(verification, wait, false))
                        : repeated(tenant, (Outcome.Repeat) outcome, wait, context));
    }

    private Uni<Verification> waited(Verification begun, Optional<Wait> wait, RoutingContext context) {
        return wait.isEmpty() || begun.status().terminal()
                ? Uni.createFrom().item(begun)
                : watch.decided(begun, wait.get().after(Intake.sinceWhole(context)))
                        // It is submitted, whatever becomes of the wait.
                        .onFailure()
                        .recoverWithItem(begun)
                        .invoke(RequestTrace.of(context)::delivered);
    }

    /** The state as it is now: what the first answer said may be long out of date, and its 202 would be wrong once it is decided. */
    private Uni<Response> repeated(String tenant, Outcome.Repeat repeat, Optional<Wait> wait, RoutingContext context) {
        return watch.on(tenant, repeat.id())
                .toUni()
                .invoke(RequestTrace.of(context)::concerns)
                .flatMap(now -> waited(now, wait, context))
                .map(verification -> answer(verification, wait, true));
    }

    private static Verification begun(Submission submission) {
        return submission.verification().orElseThrow(() -> {
            KairosReply.Unavailable refused = (KairosReply.Unavailable) submission.reply();
            return new ProblemException(
                    refused.problem(),
                    "Kairos answered with status " + submission.answer().status() + ".",
                    refused.retryAfter());
        });
    }

    private Response answer(Verification verification, Optional<Wait> wait, boolean repeated) {
        boolean processing = !verification.status().terminal();
        Response.ResponseBuilder answer = Response.status(processing ? 202 : 201)
                .entity(verification)
                .header(HttpHeaders.LOCATION, "/v1/verifications/" + verification.id())
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
        if (processing) {
            answer.header(HttpHeaders.RETRY_AFTER, settings.retryAfter().toSeconds());
        }
        if (repeated) {
            answer.header(Outcome.Repeat.HEADER, true);
        }
        wait.ifPresent(granted -> answer.header("Preference-Applied", granted.applied()));
        return answer.build();
    }
}
