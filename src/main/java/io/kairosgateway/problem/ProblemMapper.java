package io.kairosgateway.problem;

import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.nio.channels.ClosedChannelException;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns everything that reaches the HTTP edge as an exception into {@code application/problem+json}. */
class ProblemMapper {

    @ServerExceptionMapper
    Response problem(ProblemException exception, RoutingContext context) {
        Response.ResponseBuilder answer = answer(exception.problem(), ProblemBody.of(exception, context));
        exception.headers().forEach(answer::header);
        return answer.build();
    }

    /** What the framework refuses by itself: no such path, no such method, a header that it cannot read. */
    @ServerExceptionMapper
    Response refused(WebApplicationException exception, RoutingContext context) {
        Problem problem = Problem.ofStatus(exception.getResponse().getStatus());
        if (problem == Problem.INTERNAL_ERROR) {
            return unexpected(exception, context);
        }
        return answer(problem, ProblemBody.of(problem, problem.title() + ".", context))
                .build();
    }

    @ServerExceptionMapper
    Response unexpected(Throwable fault, RoutingContext context) {
        // That the connection was closed under an answer is nobody's fault: the client left, or this replica's time was
        // up.
        if (!(fault instanceof ClosedChannelException && context.response().closed())) {
            Fault.log(fault, context);
        }
        return answer(
                        Problem.INTERNAL_ERROR,
                        ProblemBody.of(Problem.INTERNAL_ERROR, "Give the request_id to the operator.", context))
                .build();
    }

    private static Response.ResponseBuilder answer(Problem problem, String body) {
        return Response.status(problem.status()).type(ProblemBody.MEDIA_TYPE).entity(body);
    }
}
