package io.kairosgateway.problem;

import io.kairosgateway.tracing.RequestTrace;
import io.quarkus.logging.Log;
import io.vertx.ext.web.RoutingContext;

/** How a fault that nobody expected is told to the operator: once, by its types and the places it came through. Its messages may hold anything. */
final class Fault {

    private Fault() {}

    /** @param fault null when only a status is known */
    static void log(Throwable fault, RoutingContext context) {
        if (context.response().ended() && ProblemBody.told(context) != null) {
            // It was told already that its body is broken, and what would have been its response cannot go out.
            return;
        }
        StackTraceElement[] trace = fault == null ? new StackTraceElement[0] : fault.getStackTrace();
        Log.errorf(
                fault == null ? null : Trace.of(fault),
                "unexpected fault request=%s%s cause=%s at=%s",
                RequestId.of(context),
                RequestTrace.of(context).id().map(id -> " trace=" + id).orElse(""),
                fault == null ? "unknown" : fault.getClass().getName(),
                trace.length > 0 ? trace[0] : "unknown");
    }
}
