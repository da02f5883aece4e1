package io.kairosgateway.access;

import io.kairosgateway.access.Admission.Admitted;
import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;

/** Who is calling, and by what right; {@link Door} has asked before any resource method runs. */
@RequestScoped
public class Caller {

    private final RoutingContext context;
    private Admitted admitted;

    Caller(RoutingContext context) {
        this.context = context;
    }

    void is(Admitted who) {
        this.admitted = who;
    }

    /** To be taken while the request is at hand, and written to whenever something is known. */
    AuditEntry audit() {
        return AuditEntry.of(context);
    }

    Admitted admitted() {
        if (admitted == null) {
            throw new ProblemException(Problem.UNAUTHENTICATED, "Send an API key.");
        }
        return admitted;
    }

    public Tenant tenant() {
        return admitted().tenant();
    }

    /** The client token that was shown; empty when the caller is the tenant's backend. */
    public Optional<ClientToken> token() {
        return Optional.ofNullable(admitted).map(Admitted::token);
    }

    /** Whether it is the tenant's own backend, which showed an API key and may see everything. */
    public boolean backend() {
        return admitted != null && admitted.backend();
    }
}
