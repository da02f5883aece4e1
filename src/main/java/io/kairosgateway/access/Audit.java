package io.kairosgateway.access;

import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemBody;
import io.kairosgateway.problem.RequestId;
import io.kairosgateway.tracing.RequestTrace;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.Logger;

/**
 * One line in the log category {@code audit} for everything that a caller did or was denied: who, what, and what came of it. Written when
 * the head of the answer is, so for an event stream when it begins; an answer whose client has left is none the less one.
 */
@Singleton
class Audit {

    /** After the request has its id; before whatever may answer. */
    private static final int EARLY = 994;

    private static final Set<Problem> DENIALS =
            Set.of(Problem.UNAUTHENTICATED, Problem.VERIFICATION_NOT_FOUND, Problem.TOKEN_USED);

    private final Logger log = Logger.getLogger("audit");

    void register(@Observes Filters filters) {
        filters.register(this::watch, EARLY);
    }

    private void watch(RoutingContext context) {
        AuditEntry entry = AuditEntry.begin(context);
        Act.of(context).ifPresent(act -> {
            entry.act(act);
            if (log.isLoggable(Level.INFO)) {
                context.addHeadersEndHandler(head -> write(act.what().label(), entry, context));
            }
        });
        context.next();
    }

    private void write(String act, AuditEntry entry, RoutingContext context) {
        int status = context.response().getStatusCode();
        Problem problem = ProblemBody.told(context);
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("act", act);
        fields.put("outcome", outcome(status, problem));
        fields.put("status", String.valueOf(status));
        if (problem != null) {
            fields.put("code", problem.code());
        }
        fields.putAll(entry.fields());
        fields.put("request", RequestId.of(context));
        RequestTrace.of(context).id().ifPresent(trace -> fields.put("trace", trace));
        StringBuilder line = new StringBuilder(256);
        fields.forEach((name, value) ->
                line.append(line.isEmpty() ? "" : " ").append(name).append('=').append(value));
        ExtLogRecord record = new ExtLogRecord(
                Level.INFO, line.toString(), ExtLogRecord.FormatStyle.NO_FORMAT, Audit.class.getName());
        record.setLoggerName(log.getName());
        // The record's own, and nobody else's: what is put in the thread's would be seen by the next request.
        record.setMdc(fields);
        log.logRaw(record);
    }

    private static String outcome(int status, Problem problem) {
        if (status < 400) {
            return "ok";
        }
        if (problem != null && DENIALS.contains(problem)) {
            return "denied";
        }
        return status < 500 ? "refused" : "failed";
    }
}
