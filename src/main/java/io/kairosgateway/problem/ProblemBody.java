package io.kairosgateway.problem;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** A problem as it goes over the wire (RFC 9457). */
public final class ProblemBody {

    public static final String MEDIA_TYPE = "application/problem+json";

    private ProblemBody() {}

    /** Every problem that is answered passes here, so here it is counted. */
    public static String of(Problem problem, String detail, RoutingContext context) {
        Refusals.count(problem);
        return new JsonObject()
                .put("type", "urn:kairos-gateway:problem:" + problem.code())
                .put("title", problem.title())
                .put("status", problem.status())
                .put("code", problem.code())
                .put("detail", detail)
                .put("request_id", RequestId.of(context))
                .put("retryable", problem.retryable())
                .encode();
    }
}
