package io.kairosgateway.access;

import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Asks every caller for a key before a resource method runs, so before a byte of a body is read and before an event stream has
 * committed itself to 200.
 */
class Door {

    private static final String BEARER = "Bearer ";

    private final Tenants tenants;
    private final Caller caller;

    Door(Tenants tenants, Caller caller) {
        this.tenants = tenants;
        this.caller = caller;
    }

    @ApiKeyNeeded
    @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
    void apiKey(ContainerRequestContext request) {
        Optional<Tenant> tenant = Optional.ofNullable(request.getHeaderString(HttpHeaders.AUTHORIZATION))
                .filter(header -> header.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .flatMap(header ->
                        tenants.withKey(header.substring(BEARER.length()).strip()));
        admit(tenant, "Send a valid API key as Authorization: Bearer.");
    }

    @KairosHeadersNeeded
    @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
    void kairosHeaders(ContainerRequestContext request) {
        String name = header(request, "app_id", "app-id");
        Optional<Tenant> tenant = Optional.ofNullable(header(request, "app_key", "app-key"))
                .flatMap(tenants::withKey)
                .filter(owner -> owner.name().equals(name));
        admit(tenant, "Send the tenant's name as app_id and its API key as app_key.");
    }

    private void admit(Optional<Tenant> tenant, String otherwise) {
        caller.is(tenant.orElseThrow(() -> new ProblemException(Problem.UNAUTHENTICATED, otherwise)));
    }

    private static String header(ContainerRequestContext request, String name, String otherwise) {
        String value = request.getHeaderString(name);
        return value != null ? value : request.getHeaderString(otherwise);
    }
}
