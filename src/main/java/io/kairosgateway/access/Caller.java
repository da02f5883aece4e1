package io.kairosgateway.access;

import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import jakarta.enterprise.context.RequestScoped;

/** Who is calling; {@link Door} has asked before any resource method runs. */
@RequestScoped
public class Caller {

    private Tenant tenant;

    void is(Tenant known) {
        this.tenant = known;
    }

    public Tenant tenant() {
        if (tenant == null) {
            throw new ProblemException(Problem.UNAUTHENTICATED, "Send an API key.");
        }
        return tenant;
    }
}
