package io.kairosgateway.intake;

import io.kairosgateway.kairos.SandboxHeader;
import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import io.quarkus.arc.profile.UnlessBuildProfile;
import io.quarkus.vertx.http.runtime.filters.Filters;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Refuses {@code X-Sandbox} wherever decisions are real, on every request: whoever sends it believes to be elsewhere. Which builds those are
 * is settled when they are built, and no setting changes it.
 */
@Singleton
@UnlessBuildProfile(anyOf = {"dev", "test", "sandbox"})
class SandboxHeaderRefusal {

    /** After the answer is sure to be readable across origins, and a body to be drained. */
    private static final int BEFORE_THE_ROUTES = 880;

    void register(@Observes Filters filters) {
        filters.register(
                context -> {
                    if (context.request().headers().contains(SandboxHeader.NAME)) {
                        context.fail(new ProblemException(
                                Problem.SANDBOX_ONLY, "Leave X-Sandbox out here, or send the request to the sandbox."));
                    } else {
                        context.next();
                    }
                },
                BEFORE_THE_ROUTES);
    }
}
