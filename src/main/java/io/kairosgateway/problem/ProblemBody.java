package io.kairosgateway.problem;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** A problem as it goes over the wire (RFC 9457). */
public final class ProblemBody {

    public static final String MEDIA_TYPE = "application/problem+json";

    private static final String TOLD = "problem.told";

    private ProblemBody() {}

    /** Remembers as well what the request was told, for the audit. */
    public static String of(Problem problem, String detail, RoutingContext context) {
        return of(problem, detail, Particulars.NONE, context);
    }

    static String of(ProblemException told, RoutingContext context) {
        return of(told.problem(), told.getMessage(), told.particulars(), context);
    }

    private static String of(Problem problem, String detail, Particulars particulars, RoutingContext context) {
        context.put(TOLD, problem);
        return of(problem, detail, particulars, RequestId.of(context), problem.retryable(KairosHas.of(context)));
    }

    /** The problem that the request was told of, or null. */
    public static Problem told(RoutingContext context) {
        return context.get(TOLD);
    }

    /** For a request that has no context, because it cannot be read. */
    public static String of(Problem problem, String detail, String requestId) {
        return of(problem, detail, Particulars.NONE, requestId, problem.retryable());
    }

    /** Every problem that is answered passes here, so here it is counted. */
    private static String of(
            Problem problem, String detail, Particulars particulars, String requestId, boolean retryable) {
        Refusals.count(problem);
        JsonObject body = new JsonObject()
                .put("type", "urn:kairos-gateway:problem:" + problem.code())
                .put("title", problem.title())
                .put("status", problem.status())
                .put("code", problem.code())
                .put("detail", detail)
                .put("request_id", requestId)
                .put("retryable", retryable);
        particulars.addTo(body);
        return body.encode();
    }
}
