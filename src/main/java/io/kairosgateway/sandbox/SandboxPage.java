package io.kairosgateway.sandbox;

import io.quarkus.arc.profile.IfBuildProfile;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

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

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html;charset=UTF-8",
            "css", "text/css;charset=UTF-8",
            "js", "text/javascript;charset=UTF-8",
            "svg", "image/svg+xml",
            "jpg", "image/jpeg");

    private static final List<String> FILES = List.of(
            "page.css",
            "page.js",
            "checks.js",
            "slots.js",
            "outcome.js",
            "words.js",
            "icon.svg",
            "samples/selfie.jpg",
            "samples/document.jpg",
            "samples/document_back.jpg",
            "samples/image.jpg");

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
        router.route(HttpMethod.GET, "/").handler(SandboxPage::protect).handler(file("index.html"));
        FILES.forEach(name -> router.route(HttpMethod.GET, "/sandbox/" + name).handler(file(name)));
    }

    /** Read once: Vert.x' own handler for files wants a folder that it can write to. */
    private static Handler<RoutingContext> file(String name) {
        Buffer bytes = read("sandbox/" + name);
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        return context -> context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .end(bytes);
    }

    private static Buffer read(String resource) {
        try (InputStream in = SandboxPage.class.getClassLoader().getResourceAsStream(resource)) {
            return Buffer.buffer(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
