package io.kairosgateway.sandbox;

import io.quarkus.arc.profile.IfBuildProfile;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.StaticHandler;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * The page at {@code /}, with what would be its backend: it holds the API key, mints the page's tokens, and is asked for the result that
 * a token does not show. In no other build profile than these does this bean exist.
 */
@Singleton
@IfBuildProfile(anyOf = {"dev", "sandbox"})
class SandboxPage {

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final SandboxStart sandbox;

    SandboxPage(SandboxStart sandbox) {
        this.sandbox = sandbox;
    }

    void routes(@Observes Router router) {
        router.route(HttpMethod.POST, "/sandbox/client-tokens")
                .handler(context -> asBackend(context, "/v1/client-tokens"));
        router.route(HttpMethod.GET, "/sandbox/verifications/:id")
                .handler(context -> asBackend(context, "/v1/verifications/" + context.pathParam("id")));
        router.route(HttpMethod.GET, "/sandbox/verifications/:id/polls").handler(this::polls);
        StaticHandler files = StaticHandler.create("sandbox").setCachingEnabled(false);
        router.route(HttpMethod.GET, "/").handler(SandboxPage::protect).handler(files);
        router.route(HttpMethod.GET, "/sandbox/*").handler(files);
    }

    /** The same request as the tenant's backend would make it. */
    private static void asBackend(RoutingContext context, String path) {
        context.request().headers().set(HttpHeaders.AUTHORIZATION, "Bearer " + SandboxBanner.API_KEY);
        context.reroute(path);
    }

    /** When Kairos was asked for this result, which nobody but its simulator tells. */
    private void polls(RoutingContext context) {
        sandbox.polls(context.pathParam("id"))
                .onSuccess(polls -> context.json(polls))
                .onFailure(context::fail);
    }

    private static void protect(RoutingContext context) {
        context.response().putHeader("Content-Security-Policy", POLICY);
        context.next();
    }
}
