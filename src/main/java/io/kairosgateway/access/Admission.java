package io.kairosgateway.access;

import io.kairosgateway.ledger.Ledger;
import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import io.kairosgateway.verification.VerificationId;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Finds out who is calling and by what right, or refuses. Whatever is wrong with what was shown, the answer is the same. */
@Singleton
public class Admission {

    /** @param token null when it was an API key: the caller is the tenant's own backend, which may see everything */
    public record Admitted(Tenant tenant, ClientToken token) {

        public boolean backend() {
            return token == null;
        }
    }

    private static final String BEARER = "Bearer ";
    private static final String OTHERWISE =
            "Send a valid API key, or a client token that opens this, as Authorization: Bearer.";

    private final Tenants tenants;
    private final ClientTokens tokens;
    private final Ledger ledger;

    Admission(Tenants tenants, ClientTokens tokens, Ledger ledger) {
        this.tenants = tenants;
        this.tokens = tokens;
        this.ledger = ledger;
    }

    Admitted apiKey(RoutingContext context) {
        return admitted(
                bearer(context.request()).flatMap(tenants::withKey).orElseThrow(Admission::refused), null, context);
    }

    Admitted kairosHeaders(RoutingContext context) {
        String name = header(context.request(), "app_id", "app-id");
        Optional<Tenant> tenant = Optional.ofNullable(header(context.request(), "app_key", "app-key"))
                .flatMap(tenants::withKey)
                .filter(owner -> owner.name().equals(name));
        return admitted(
                tenant.orElseThrow(() -> refused("Send the tenant's name as app_id and its API key as app_key.")),
                null,
                context);
    }

    Admitted submit(RoutingContext context, String kind) {
        Admitted who = shown(context);
        if (who.backend()
                || who.token().grant() instanceof Grant.Submit submit
                        && submit.kind().label().equals(kind)) {
            return who;
        }
        throw refused();
    }

    /** By an API key or a client token, whatever that opens. */
    public Admitted shown(RoutingContext context) {
        return keyOrToken(context, bearer(context.request()));
    }

    /** As {@link #shown}, and a client token may be in the query too: a browser's {@code EventSource} cannot send headers. */
    public Admitted shownToStream(RoutingContext context) {
        List<String> query = query(context, "token");
        boolean inQuery = header(context.request(), HttpHeaders.AUTHORIZATION.toString()) == null && query.size() == 1;
        // Never an API key: those live for years, and addresses are written down in too many places.
        return inQuery ? token(context, query.get(0)) : shown(context);
    }

    /** The values of a parameter; where there is no query, the request is spared the map that it would keep. */
    public static List<String> query(RoutingContext context, String name) {
        return context.request().query() == null ? List.of() : context.queryParam(name);
    }

    /** Fails when {@code who} may not see {@code id}. */
    public Uni<Void> watches(Admitted who, String id) {
        if (who.backend()) {
            return Uni.createFrom().voidItem();
        }
        Optional<VerificationId> asked = VerificationId.parse(id);
        return who.token().grant() instanceof Grant.Watch watch
                ? entered(asked.filter(watch.id()::equals).isPresent())
                : ledger.bound(who.token().holdName())
                        .flatMap(bound -> entered(bound.isPresent() && bound.equals(asked)));
    }

    private static Uni<Void> entered(boolean opens) {
        return opens ? Uni.createFrom().voidItem() : Uni.createFrom().failure(refused());
    }

    private Admitted keyOrToken(RoutingContext context, Optional<String> shown) {
        Optional<Tenant> owner = shown.flatMap(tenants::withKey);
        return owner.isPresent()
                ? admitted(owner.get(), null, context)
                : token(context, shown.orElseThrow(Admission::refused));
    }

    private Admitted token(RoutingContext context, String text) {
        String origin = header(context.request(), "Origin");
        ClientToken token =
                tokens.read(text).filter(valid -> valid.mayComeFrom(origin)).orElseThrow(Admission::refused);
        Tenant tenant = tenants.named(token.tenant())
                .filter(owner -> owner.admits(origin))
                .orElseThrow(Admission::refused);
        return admitted(tenant, token, context);
    }

    private static Admitted admitted(Tenant tenant, ClientToken token, RoutingContext context) {
        AuditEntry.of(context).caller(tenant, token);
        return new Admitted(tenant, token);
    }

    private static Optional<String> bearer(HttpServerRequest request) {
        return Optional.ofNullable(header(request, HttpHeaders.AUTHORIZATION.toString()))
                .filter(header -> header.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(header -> header.substring(BEARER.length()).strip());
    }

    private static ProblemException refused() {
        return refused(OTHERWISE);
    }

    private static ProblemException refused(String detail) {
        return new ProblemException(Problem.UNAUTHENTICATED, detail);
    }

    private static String header(HttpServerRequest request, String name, String otherwise) {
        String value = header(request, name);
        return value != null ? value : header(request, otherwise);
    }

    /** What is sent twice opens nothing, so it does not matter which of the two another hop looks at. */
    private static String header(HttpServerRequest request, String name) {
        List<String> values = request.headers().getAll(name);
        return values.isEmpty() ? null : String.join(",", values);
    }
}
