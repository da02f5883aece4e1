package io.kairosgateway.delivery;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The ES module for browsers, what it loads for pictures, its type declarations, and the description of the API. A file's entity tag is its version: the address with
 * {@code ?v=} and that may be kept for ever, the plain one is asked for anew each time and mostly answered with 304. They hold no secret,
 * so any page may read them.
 */
@Singleton
class PublicFiles {

    private static final int VERSION_LENGTH = 16;

    void routes(@Observes Router router) {
        offer(router, "/kairos-gateway.js", "text/javascript; charset=utf-8");
        offer(router, "/kairos-gateway-pictures.js", "text/javascript; charset=utf-8");
        offer(router, "/kairos-gateway.d.ts", "text/plain; charset=utf-8");
        offer(router, "/openapi.yaml", "application/yaml");
    }

    private static void offer(Router router, String path, String type) {
        Buffer file = read("web" + path);
        String version = HexFormat.of().formatHex(sha256(file)).substring(0, VERSION_LENGTH);
        router.route(path)
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(context -> answer(context, file, type, version));
    }

    private static void answer(RoutingContext context, Buffer file, String type, String version) {
        boolean lasting = context.queryParam("v").contains(version);
        HttpServerResponse response = context.response()
                .putHeader(HttpHeaders.ETAG, '"' + version + '"')
                .putHeader(HttpHeaders.CACHE_CONTROL, lasting ? "public, max-age=31536000, immutable" : "no-cache")
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
                // For pages that let in only what says that it may be embedded (COEP).
                .putHeader("Cross-Origin-Resource-Policy", "cross-origin");
        String known = context.request().getHeader(HttpHeaders.IF_NONE_MATCH);
        if (known != null && (known.contains('"' + version + '"') || known.equals("*"))) {
            response.setStatusCode(304).end();
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, type);
        if (context.request().method() == HttpMethod.HEAD) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(file.length()))
                    .end();
        } else {
            response.end(file);
        }
    }

    private static Buffer read(String resource) {
        try (InputStream in = PublicFiles.class.getClassLoader().getResourceAsStream(resource)) {
            return Buffer.buffer(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] sha256(Buffer file) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(file.getBytes());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
