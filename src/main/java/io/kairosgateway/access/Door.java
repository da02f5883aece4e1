package io.kairosgateway.access;

import io.kairosgateway.ledger.Ledger;
import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Asks every caller for a key or a token before a resource method runs, so before a byte of a body is read and before an event stream
 * has committed itself to 200. Whatever is wrong with what was shown, the answer is the same.
 */
class Door {

    private static final String BEARER = "Bearer ";
    private static final String OTHERWISE =
            "Send a valid API key, or a client token that opens this, as Authorization: Bearer.";

    private final Tenants tenants;
    private final ClientTokens tokens;
    private final Ledger ledger;
    private final Caller caller;

    Door(Tenants tenants, ClientTokens tokens, Ledger ledger, Caller caller) {
        this.tenants = tenants;
        this.tokens = tokens;
        this.ledger = ledger;
        this.caller = caller;
    }

    @ApiKeyNeeded
    @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
    void apiKey(ContainerRequestContext request) {
        caller.is(bearer(request).flatMap(tenants::withKey).orElseThrow(Door::refused), null);
    }

    @KairosHeadersNeeded
    @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
    void kairosHeaders(ContainerRequestContext request) {
        String name = header(request, "app_id", "app-id");
        Optional<Tenant> tenant = Optional.ofNullable(header(request, "app_key", "app-key"))
                .flatMap(tenants::withKey)
                .filter(owner -> owner.name().equals(name));
        caller.is(
                tenant.orElseThrow(() -> refused("Send the tenant's name as app_id and its API key as app_key.")),
                null);
    }

    @SubmitGrantNeeded
    @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
    void submit(ContainerRequestContext request) {
        String kind = request.getUriInfo().getPathParameters().getFirst("kind");
        admit(request, bearer(request))
                .filter(token -> !(token.grant() instanceof Grant.Submit submit
                        && submit.kind().label().equals(kind)))
                .ifPresent(other -> {
                    throw refused();
                });
    }

    /** @return null within when the caller may go on */
    @WatchGrantNeeded
    @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
    Uni<Response> watch(ContainerRequestContext request) {
        return watch(request, admit(request, bearer(request)));
    }

    /** @return null within when the caller may go on */
    @StreamGrantNeeded
    @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
    Uni<Response> stream(ContainerRequestContext request) {
        List<String> query = request.getUriInfo().getQueryParameters().getOrDefault("token", List.of());
        boolean inQuery = request.getHeaderString(HttpHeaders.AUTHORIZATION) == null && query.size() == 1;
        return watch(
                request,
                // Never an API key: those live for years, and addresses are written down in too many places.
                inQuery ? Optional.of(admit(request, query.get(0))) : admit(request, bearer(request)));
    }

    private Uni<Response> watch(ContainerRequestContext request, Optional<ClientToken> shown) {
        if (shown.isEmpty()) {
            return Uni.createFrom().nullItem();
        }
        String id = request.getUriInfo().getPathParameters().getFirst("id");
        ClientToken token = shown.get();
        return token.grant() instanceof Grant.Watch watch
                ? entered(watch.id().value().equals(id))
                : ledger.bound(token.holdName())
                        .flatMap(bound -> entered(
                                bound.filter(one -> one.value().equals(id)).isPresent()));
    }

    private static Uni<Response> entered(boolean opens) {
        return opens ? Uni.createFrom().nullItem() : Uni.createFrom().failure(refused());
    }

    /** @return the token, when it was none of the API keys that was shown */
    private Optional<ClientToken> admit(ContainerRequestContext request, Optional<String> shown) {
        Optional<Tenant> owner = shown.flatMap(tenants::withKey);
        if (owner.isPresent()) {
            caller.is(owner.get(), null);
            return Optional.empty();
        }
        return Optional.of(admit(request, shown.orElseThrow(Door::refused)));
    }

    private ClientToken admit(ContainerRequestContext request, String text) {
        String origin = request.getHeaderString("Origin");
        ClientToken token =
                tokens.read(text).filter(valid -> valid.mayComeFrom(origin)).orElseThrow(Door::refused);
        Tenant tenant = tenants.named(token.tenant())
                .filter(owner -> owner.admits(origin))
                .orElseThrow(Door::refused);
        caller.is(tenant, token);
        return token;
    }

    private static Optional<String> bearer(ContainerRequestContext request) {
        return Optional.ofNullable(request.getHeaderString(HttpHeaders.AUTHORIZATION))
                .filter(header -> header.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(header -> header.substring(BEARER.length()).strip());
    }

    private static ProblemException refused() {
        return refused(OTHERWISE);
    }

    private static ProblemException refused(String detail) {
        return new ProblemException(Problem.UNAUTHENTICATED, detail);
    }

    private static String header(ContainerRequestContext request, String name, String otherwise) {
        String value = request.getHeaderString(name);
        return value != null ? value : request.getHeaderString(otherwise);
    }
}
