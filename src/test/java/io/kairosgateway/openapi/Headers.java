package io.kairosgateway.openapi;

import static io.kairosgateway.openapi.Json.json;
import static io.kairosgateway.openapi.Json.ref;

import io.vertx.core.json.JsonObject;
import java.util.Arrays;

/** The headers of answers that say something about them. What browsers and caches are told is the same in every answer and told once. */
enum Headers {
    REQUEST_ID(
            "X-Request-ID",
            true,
            "The caller's own when it is a decent one, else a new one; the log knows it.",
            "^[A-Za-z0-9._-]{1,64}$",
            "order-4711"),
    LOCATION("Location", true, "Where the verification is found.", "^/v1/verifications/[A-Za-z0-9_-]{1,64}$", null),
    RETRY_AFTER("Retry-After", true, "Seconds after which it is worth asking again.", "^[1-9][0-9]*$", "3"),
    MAYBE_RETRY_AFTER(
            "Retry-After",
            false,
            "Seconds after which it is worth trying again, where that is known.",
            "^[1-9][0-9]*$",
            "3"),
    ETAG(
            "ETag",
            true,
            "Names this state in this view, or this version of a file; for `If-None-Match`.",
            "^\"[A-Za-z0-9._-]+\"$",
            "\"processing\""),
    PREFERENCE_APPLIED(
            "Preference-Applied",
            false,
            "The wait that was granted, where one was asked for.",
            "^wait=[0-9]+$",
            "wait=30"),
    REPLAYED(
            "Idempotent-Replayed",
            false,
            "`true` in the answer to a repetition: nothing was submitted again.",
            "^true$",
            "true"),
    RATE_LIMIT(
            "RateLimit",
            false,
            "What is left of the tenant's minute, and the seconds to the next one.",
            "^\"default\";r=[0-9]+;t=[0-9]+$",
            "\"default\";r=50;t=30"),
    RATE_LIMIT_POLICY(
            "RateLimit-Policy",
            false,
            "How often the tenant may submit, where it has a limit.",
            "^\"default\";q=[0-9]+;w=60$",
            "\"default\";q=100;w=60"),
    AUTHENTICATE("WWW-Authenticate", true, "How to show a key or a token.", "^Bearer$", "Bearer"),
    UNBUFFERED("X-Accel-Buffering", true, "Asks proxies to hand on every event at once.", "^no$", "no");

    final String header;
    private final boolean always;
    private final String description;
    private final String pattern;
    private final String example;

    Headers(String header, boolean always, String description, String pattern, String example) {
        this.header = header;
        this.always = always;
        this.description = description;
        this.pattern = pattern;
        this.example = example;
    }

    private String component() {
        return this == MAYBE_RETRY_AFTER ? "Retry-After-Maybe" : header;
    }

    static JsonObject components() {
        JsonObject all = new JsonObject();
        for (Headers one : values()) {
            all.put(
                    one.component(),
                    json(
                            "description",
                            one.description,
                            "required",
                            one.always ? true : null,
                            "schema",
                            json("type", "string", "pattern", one.pattern),
                            "example",
                            one.example));
        }
        return all;
    }

    static JsonObject of(Headers... headers) {
        JsonObject all = new JsonObject();
        Arrays.stream(headers).sorted().forEach(one -> all.put(one.header, ref("headers", one.component())));
        return all;
    }
}
