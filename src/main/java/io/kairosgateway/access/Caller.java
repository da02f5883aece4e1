package io.kairosgateway.access;

import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;

/** Who is calling, and by what right; {@link Door} has asked before any resource method runs. */
@RequestScoped
public class Caller {

    private final RoutingContext context;
    private Tenant tenant;
    private ClientToken token;

    Caller(RoutingContext context) {
        this.context = context;
    }

    /** @param shown null when it was an API key */
    void is(Tenant known, ClientToken shown) {
        this.tenant = known;
        this.token = shown;
        audit().caller(known, shown);
    }

    /** To be taken while the request is at hand, and written to whenever something is known. */
    AuditEntry audit() {
        return AuditEntry.of(context);
    }

    public Tenant tenant() {
        if (tenant == null) {
            throw new ProblemException(Problem.UNAUTHENTICATED, "Send an API key.");
        }
        return tenant;
    }

    /** The client token that was shown; empty when the caller is the tenant's backend. */
    public Optional<ClientToken> token() {
        return Optional.ofNullable(token);
    }

    /** Whether it is the tenant's own backend, which showed an API key and may see everything. */
    public boolean backend() {
        return tenant != null && token == null;
    }
}
