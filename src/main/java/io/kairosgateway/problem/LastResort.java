package io.kairosgateway.problem;

import io.vertx.core.VertxException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;

/**
 * Answers for what fails outside the resources: in a filter, in a route of our own, or in the router itself. The framework would answer in a form of its own, and
 * log the address of the request with its query, which may hold a token.
 */
@Singleton
class LastResort {

    /** Before the framework's, which comes last. */
    private static final int NEXT_TO_LAST = Integer.MAX_VALUE - 1;

    void register(@Observes Router router) {
        router.route().order(NEXT_TO_LAST).failureHandler(LastResort::answer);
    }

    private static void answer(RoutingContext context) {
        HttpServerResponse response = context.response();
        Throwable fault = context.failure();
        ProblemException told = fault instanceof ProblemException problem ? problem : null;
        boolean left = fault instanceof IOException || fault instanceof VertxException;
        Problem problem = told != null
                ? told.problem()
                : fault == null || context.statusCode() != 500
                        ? Problem.ofStatus(context.statusCode())
                        : Problem.INTERNAL_ERROR;
        if (problem == Problem.INTERNAL_ERROR && !left) {
            Fault.log(fault, context);
        }
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            // Half an answer must not look like a whole one.
            response.reset();
            return;
        }
        if (told != null) {
            told.headers().forEach(response::putHeader);
        }
        response.setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, ProblemBody.MEDIA_TYPE)
                .end(told != null ? ProblemBody.of(told, context) : ProblemBody.of(problem, detail(problem), context));
    }

    private static String detail(Problem problem) {
        return problem == Problem.INTERNAL_ERROR ? "Give the request_id to the operator." : problem.title() + ".";
    }
}
