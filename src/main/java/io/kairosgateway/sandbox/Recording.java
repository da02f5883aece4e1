package io.kairosgateway.sandbox;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/** What came in one request, how its body ended, and what was answered. Belongs to the simulator's event loop. */
final class Recording {

    private static final int LONGEST_TEXT = 256;

    private final long started = System.nanoTime();
    private final Arrivals arrivals = new Arrivals();
    private final List<Part> parts = new ArrayList<>();
    private final MessageDigest digest = sha256();
    private final HttpServerResponse response;
    private final JsonObject head;
    private final String method;
    private String uuid;
    private Instant decidedAt;
    private String sha256;
    private BodyEnd ended = BodyEnd.OPEN;

    /** A file, whose bytes are counted and dropped, or a text field with its value. */
    private static final class Part {
        private final JsonObject json;
        private long size;

        Part(JsonObject json) {
            this.json = json;
        }
    }

    Recording(long sequence, HttpServerRequest request, Target target) {
        response = request.response();
        method = request.method().name();
        uuid = target.uuid();
        var headers = new JsonArray();
        request.headers()
                .forEach((name, value) ->
                        headers.add(new JsonObject().put("name", name).put("value", value)));
        String length = request.getHeader("Content-Length");
        boolean chunked = request.headers().contains("Transfer-Encoding");
        head = new JsonObject()
                .put("sequence", sequence)
                .put("started_at_millis", Instant.now().toEpochMilli())
                .put("client_port", request.remoteAddress().port())
                .put("method", method)
                .put("path", request.path())
                .put("version", target.version())
                .put("kind", target.exists() ? target.kind().label() : null)
                .put("headers", headers)
                .put("framing", chunked ? "chunked" : length == null ? "none" : "content-length")
                .put("content_length", length == null ? null : Long.valueOf(length));
    }

    void arrived(Buffer bytes) {
        digest.update(bytes.getBytes());
        arrivals.add((System.nanoTime() - started) / 1e6, bytes.length());
    }

    /** A file begins; returns where its bytes are to be counted. */
    Consumer<Buffer> file(String name, String filename) {
        var part = new Part(new JsonObject().put("name", name).put("filename", filename));
        parts.add(part);
        return bytes -> part.size += bytes.length();
    }

    /** A file without a file name comes as a text too: what is too long for one is taken for a file. */
    void text(String name, String value) {
        var json = new JsonObject().put("name", name);
        var part = new Part(value.length() > LONGEST_TEXT ? json : json.put("value", value));
        part.size = value.getBytes(StandardCharsets.UTF_8).length;
        parts.add(part);
    }

    boolean hasFile(String name) {
        return parts.stream()
                .anyMatch(part -> !part.json.containsKey("value") && name.equals(part.json.getString("name")));
    }

    void completed() {
        ended = BodyEnd.COMPLETE;
        sha256 = HexFormat.of().formatHex(digest.digest());
    }

    void reset() {
        if (ended == BodyEnd.OPEN) {
            ended = BodyEnd.RESET;
        }
    }

    void accepted(SimulatedVerification verification) {
        uuid = verification.uuid();
        decidedAt = verification.processedAt();
    }

    long bytes() {
        return arrivals.bytes();
    }

    String method() {
        return method;
    }

    String uuid() {
        return uuid;
    }

    BodyEnd ended() {
        return ended;
    }

    JsonObject toJson() {
        var list = new JsonArray();
        parts.forEach(part -> list.add(part.json.copy().put("size", part.size)));
        return head.copy()
                .put("uuid", uuid)
                .put("decided_at_millis", decidedAt == null ? null : decidedAt.toEpochMilli())
                .put("bytes", bytes())
                .put("arrivals", arrivals.toJson())
                .put("ended", ended.name())
                .put("parts", list)
                .put("sha256", sha256)
                .put("status", response.ended() ? response.getStatusCode() : null);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
