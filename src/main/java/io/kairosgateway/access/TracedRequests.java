package io.kairosgateway.access;

import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemBody;
import io.kairosgateway.tracing.RequestTrace;
import io.kairosgateway.tracing.RequestTrace.Ending;
import io.kairosgateway.tracing.Tracing;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Traces what the audit writes down; while tracing is off, no request comes by here. */
@Singleton
class TracedRequests {

    /** Just after the audit, whose entry it reads. */
    private static final int EARLY = 993;

    void register(@Observes Filters filters, Tracing tracing) {
        if (tracing.on()) {
            filters.register(context -> trace(context, tracing), EARLY);
        }
    }

    private static void trace(RoutingContext context, Tracing tracing) {
        // Taken while it is at hand: an event stream forgets what the request knew.
        AuditEntry entry = AuditEntry.of(context);
        entry.act().ifPresent(act -> {
            RequestTrace trace = tracing.request(context, act.route());
            context.addEndHandler(ended -> trace.ended(ending(entry, context)));
        });
        context.next();
    }

    private static Ending ending(AuditEntry entry, RoutingContext context) {
        boolean answered = context.response().headWritten();
        return new Ending(
                answered ? context.response().getStatusCode() : 0,
                Optional.ofNullable(ProblemBody.told(context)).map(Problem::code),
                entry.tenant(),
                entry.kind());
    }
}
