package io.kairosgateway.access;

import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import io.kairosgateway.settings.GatewaySettings;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** Mints client tokens: a tenant's backend asks, and hands the token to the browser or the app that is to upload or to watch. */
@Path("/v1/client-tokens")
public class ClientTokenResource {

    private final ClientTokens tokens;
    private final Owned owned;
    private final Caller caller;
    private final GatewaySettings.Tokens settings;

    ClientTokenResource(ClientTokens tokens, Owned owned, Caller caller, GatewaySettings settings) {
        this.tokens = tokens;
        this.owned = owned;
        this.caller = caller;
        this.settings = settings.tokens();
    }

    @POST
    @ApiKeyNeeded
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<Response> mint(RoutingContext context) {
        Tenant tenant = caller.tenant();
        AuditEntry audit = AuditEntry.of(context);
        return SmallBody.read(context)
                .map(body -> TokenRequest.parse(body.getBytes(), settings))
                .invoke(asked -> {
                    if (!tenant.admits(asked.origin())) {
                        throw new ProblemException(
                                Problem.BAD_REQUEST, "origin must be one of those that are set for your tenant.");
                    }
                })
                .call(asked -> asked.grant() instanceof Grant.Watch watch
                        ? owned.find(tenant.name(), watch.id())
                        : Uni.createFrom().nullItem())
                .invoke(asked -> note(asked.grant(), audit))
                .map(asked -> answer(token(tenant.name(), asked), asked));
    }

    private static void note(Grant grant, AuditEntry audit) {
        if (grant instanceof Grant.Submit submit) {
            audit.kind(submit.kind());
        } else if (grant instanceof Grant.Watch watch) {
            audit.verification(watch.id());
        }
    }

    private static ClientToken token(String tenant, TokenRequest asked) {
        // A JWT counts in whole seconds.
        Instant expiresAt = Instant.now().truncatedTo(ChronoUnit.SECONDS).plus(asked.lifetime());
        return new ClientToken(UUID.randomUUID().toString(), tenant, asked.grant(), asked.origin(), expiresAt);
    }

    private Response answer(ClientToken token, TokenRequest asked) {
        JsonObject body = new JsonObject()
                .put("token", tokens.sign(token))
                .put("expires_at", token.expiresAt().toString())
                .put("scope", asked.grant() instanceof Grant.Submit ? "submit" : "watch");
        return Response.status(Response.Status.CREATED)
                .entity(body.encode())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
