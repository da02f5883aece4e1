package io.kairosgateway.intake;

import io.kairosgateway.settings.GatewaySettings;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * {@code GET /v1/limits}, for the browser module and for apps. Open to any page, because it holds no secret, and written once, because
 * settings do not change while a replica lives; replicas with the same settings give it the same entity tag.
 */
@Singleton
class LimitsRoute {

    static final String PATH = "/v1/limits";

    /** Minutes: a setting that was changed is to be known soon, and asking again costs a 304. */
    private static final String CACHED = "public, max-age=300";

    private static final String A_DAY = "86400";
    private static final int TAG_LENGTH = 16;

    private final Buffer body;
    private final String tag;

    LimitsRoute(GatewaySettings settings) {
        body = Limits.json(PartLimits.of(settings.intake())).toBuffer();
        tag = '"' + HexFormat.of().formatHex(sha256(body)).substring(0, TAG_LENGTH) + '"';
    }

    void routes(@Observes Router router) {
        router.route(PATH).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(this::answer);
        router.route(PATH).method(HttpMethod.OPTIONS).handler(LimitsRoute::preflight);
        // The resources behind would not know the path, and say so instead.
        router.route(PATH).handler(context -> context.fail(405));
    }

    private void answer(RoutingContext context) {
        HttpServerResponse response = open(context)
                .putHeader(HttpHeaders.ETAG, tag)
                .putHeader(HttpHeaders.CACHE_CONTROL, CACHED)
                .putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, "ETag, X-Request-ID");
        String known = context.request().getHeader(HttpHeaders.IF_NONE_MATCH);
        if (known != null && (known.contains(tag) || known.equals("*"))) {
            response.setStatusCode(304).end();
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        if (context.request().method() == HttpMethod.HEAD) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length()))
                    .end();
        } else {
            response.end(body);
        }
    }

    private static void preflight(RoutingContext context) {
        open(context)
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD")
                // Whatever a page's own tracing adds; a key is not needed here, and does no harm.
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, "*, Authorization")
                .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, A_DAY)
                .setStatusCode(204)
                .end();
    }

    private static HttpServerResponse open(RoutingContext context) {
        return context.response()
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
                // For pages that let in only what says that it may be embedded (COEP).
                .putHeader("Cross-Origin-Resource-Policy", "cross-origin");
    }

    private static byte[] sha256(Buffer body) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(body.getBytes());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
