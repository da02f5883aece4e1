package io.kairosgateway.access;

import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemBody;
import io.kairosgateway.problem.RequestId;
import io.kairosgateway.verification.Kind;
import io.kairosgateway.verification.VerificationId;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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

    private static final Pattern FRONT_DOOR = Pattern.compile("/v1/verifications/([^/]+)(/events)?");
    private static final Pattern DROP_IN = Pattern.compile("/v0\\.[12]/([a-z-]+)-verification(?:/([^/]+))?");
    private static final Set<Problem> DENIALS =
            Set.of(Problem.UNAUTHENTICATED, Problem.VERIFICATION_NOT_FOUND, Problem.TOKEN_USED);

    private final Logger log = Logger.getLogger("audit");

    void register(@Observes Filters filters) {
        filters.register(this::watch, EARLY);
    }

    private void watch(RoutingContext context) {
        AuditEntry entry = AuditEntry.begin(context);
        String act = act(context, entry);
        if (act != null && log.isLoggable(Level.INFO)) {
            context.addHeadersEndHandler(head -> write(act, entry, context));
        }
        context.next();
    }

    /** @return what the request is about to do, null when it is nothing that is written down */
    private static String act(RoutingContext context, AuditEntry entry) {
        HttpMethod method = context.request().method();
        String path = context.normalizedPath();
        boolean reads = method == HttpMethod.GET || method == HttpMethod.HEAD;
        if (path.equals("/v1/client-tokens")) {
            return method == HttpMethod.POST ? "mint" : null;
        }
        Matcher door = FRONT_DOOR.matcher(path);
        Matcher dropIn = DROP_IN.matcher(path);
        if (door.matches() && method == HttpMethod.POST && door.group(2) == null) {
            Kind.parse(door.group(1)).ifPresent(entry::kind);
            return "submit";
        }
        if (door.matches() && (reads || method == HttpMethod.DELETE)) {
            VerificationId.parse(door.group(1)).ifPresent(entry::verification);
            return method == HttpMethod.DELETE ? "delete" : door.group(2) == null ? "read" : "stream";
        }
        if (dropIn.matches()) {
            Kind.parse(dropIn.group(1)).ifPresent(entry::kind);
            VerificationId.parse(dropIn.group(2)).ifPresent(entry::verification);
            return method == HttpMethod.POST && dropIn.group(2) == null
                    ? "submit"
                    : reads && dropIn.group(2) != null ? "read" : null;
        }
        return null;
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
        String line = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + field.getValue())
                .collect(Collectors.joining(" "));
        ExtLogRecord record =
                new ExtLogRecord(Level.INFO, line, ExtLogRecord.FormatStyle.NO_FORMAT, Audit.class.getName());
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
