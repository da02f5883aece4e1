package io.kairosgateway.delivery;

import io.kairosgateway.access.Admission;
import io.kairosgateway.access.Admission.Admitted;
import io.kairosgateway.access.AuditEntry;
import io.kairosgateway.ledger.EventLoopOf;
import io.kairosgateway.ledger.Ledger.Found;
import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.tracing.RequestTrace;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.watch.WaitPreference;
import io.kairosgateway.watch.WaitPreference.Wait;
import io.kairosgateway.watch.Watch;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;

/**
 * The state of a verification: now, or after a long poll. A route and no resource, because it is asked for more often than everything else
 * together, and what a resource does about its answer would cost more than the answer.
 */
@Singleton
class VerificationRoute {

    static final String PATH = "/v1/verifications/:id";

    private static final String ALLOWED = "GET, HEAD, POST, DELETE, OPTIONS";

    private final Admission admission;
    private final Lookup lookup;
    private final Watch watch;
    private final WaitPreference preference;
    private final String retryAfter;

    VerificationRoute(
            Admission admission, Lookup lookup, Watch watch, WaitPreference preference, GatewaySettings settings) {
        this.admission = admission;
        this.lookup = lookup;
        this.watch = watch;
        this.preference = preference;
        this.retryAfter = String.valueOf(settings.watch().retryAfter().toSeconds());
    }

    /** The other methods are the resources', which do not know of these. */
    void routes(@Observes Router router) {
        router.route(PATH).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(this::find);
        router.options(PATH)
                .handler(context ->
                        context.response().putHeader(HttpHeaders.ALLOW, ALLOWED).end());
    }

    private void find(RoutingContext context) {
        if (!Acceptance.of(context, MediaType.APPLICATION_JSON_TYPE)) {
            context.fail(406);
            return;
        }
        String id = context.pathParam("id");
        Admitted who = admission.shown(context);
        AuditEntry audit = AuditEntry.of(context);
        EventLoopOf eventLoop = EventLoopOf.thisRequest();
        Cancellable answering = admission
                .watches(who, id)
                .map(may -> wait(context))
                .flatMap(wait -> lookup.find(id, who.tenant(), audit)
                        .flatMap(known -> awaited(known, wait, RequestTrace.of(context)))
                        .emitOn(eventLoop)
                        .invoke(verification -> answer(verification, View.of(who), wait, context)))
                .subscribe()
                .with(answered -> {}, context::fail);
        if (!context.response().ended()) {
            // Who has left waits no longer, and makes place for another.
            context.addEndHandler(ended -> answering.cancel());
        }
    }

    private Optional<Wait> wait(RoutingContext context) {
        List<String> query = Admission.query(context, "wait");
        return preference.of(context.request().headers().getAll("Prefer"), query.isEmpty() ? null : query.get(0));
    }

    private Uni<Verification> awaited(Found.Known known, Optional<Wait> wait, RequestTrace trace) {
        Verification verification = known.verification();
        trace.concerns(verification);
        return wait.isEmpty() || verification.status().terminal()
                ? Uni.createFrom().item(verification)
                : watch.decided(verification, wait.get().limit()).invoke(trace::delivered);
    }

    private void answer(Verification verification, View view, Optional<Wait> wait, RoutingContext context) {
        HttpServerResponse response = context.response();
        if (response.closed()) {
            return;
        }
        Revision revision = Revision.of(verification);
        boolean processing = !verification.status().terminal();
        response.putHeader(HttpHeaders.ETAG, revision.etag(view))
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader(HttpHeaders.VARY, "Authorization, Prefer");
        if (processing) {
            response.putHeader(HttpHeaders.RETRY_AFTER, retryAfter);
        }
        wait.ifPresent(granted -> response.putHeader("Preference-Applied", granted.applied()));
        if (revision.matches(context.request().headers().getAll(HttpHeaders.IF_NONE_MATCH), view)) {
            response.setStatusCode(304).end();
        } else {
            response.setStatusCode(processing ? 202 : 200)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json;charset=UTF-8")
                    .end(Representation.of(verification, view));
        }
    }
}
