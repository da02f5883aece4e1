package io.kairosgateway.access;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.settings.WebOrigin;
import io.kairosgateway.verification.Kind;
import io.kairosgateway.verification.VerificationId;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/**
 * What a backend asks for when it mints a token. Read strictly: a misspelt {@code origin} that was passed over would give away more than
 * was meant.
 *
 * @param origin null for any
 */
record TokenRequest(Grant grant, String origin, Duration lifetime) {

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    /** @throws ProblemException that says which field to mend */
    static TokenRequest parse(byte[] body, GatewaySettings.Tokens settings) {
        JsonNode json = json(body);
        String scope = text(json, "scope");
        if (scope == null || !(scope.equals("submit") || scope.equals("watch"))) {
            throw bad("scope must be submit or watch.");
        }
        String subject = scope.equals("submit") ? "kind" : "id";
        json.fieldNames().forEachRemaining(name -> {
            if (!Set.of("scope", subject, "origin", "expires_in").contains(name)) {
                throw bad("Only scope, " + subject + ", origin and expires_in are known with this scope.");
            }
        });
        String origin = origin(json);
        Duration lifetime = lifetime(json, settings);
        return new TokenRequest(
                scope.equals("submit") ? submit(text(json, subject)) : watch(text(json, subject)), origin, lifetime);
    }

    private static JsonNode json(byte[] body) {
        try {
            JsonNode json = JSON.readTree(body);
            if (json != null && json.isObject()) {
                return json;
            }
        } catch (IOException notJson) {
            // Its message quotes the body.
        }
        throw bad("The body must be one JSON object.");
    }

    private static Grant submit(String kind) {
        return Kind.parse(kind)
                .map(Grant.Submit::new)
                .orElseThrow(() -> bad("kind must be full-id, document, biometric or liveness."));
    }

    private static Grant watch(String id) {
        if (id == null) {
            throw bad("id must be the id of a verification.");
        }
        return new Grant.Watch(VerificationId.parse(id).orElseThrow(Owned::unknown));
    }

    private static String origin(JsonNode json) {
        if (!json.has("origin")) {
            return null;
        }
        String origin = text(json, "origin");
        if (origin == null || !WebOrigin.wellFormed(origin)) {
            throw bad("origin must be as a browser sends it, such as https://app.example.");
        }
        return origin;
    }

    private static Duration lifetime(JsonNode json, GatewaySettings.Tokens settings) {
        JsonNode seconds = json.get("expires_in");
        if (seconds == null) {
            return settings.lifetime();
        }
        long longest = settings.maxLifetime().toSeconds();
        if (!seconds.isIntegralNumber()
                || !seconds.canConvertToLong()
                || seconds.longValue() < 1
                || seconds.longValue() > longest) {
            throw bad("expires_in must be a whole number of seconds from 1 to " + longest + ".");
        }
        return Duration.ofSeconds(seconds.longValue());
    }

    /** @return null when it is not there or no text */
    private static String text(JsonNode json, String field) {
        return json.path(field).textValue();
    }

    private static ProblemException bad(String detail) {
        return new ProblemException(Problem.BAD_REQUEST, detail);
    }
}
