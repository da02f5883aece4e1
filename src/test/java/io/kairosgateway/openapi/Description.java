package io.kairosgateway.openapi;

import static io.kairosgateway.openapi.Json.array;
import static io.kairosgateway.openapi.Json.json;
import static io.kairosgateway.openapi.Json.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.settings.TestSettings;
import io.kairosgateway.watch.WaitPreference;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;

/**
 * The description of the API in OpenAPI 3.1. It is written out of the vocabulary that the gateway itself uses, kinds, statuses, parts,
 * limits, problems, and of the gateway's own writers; what else it says is held against what the gateway answers.
 */
final class Description {

    static final Path FILE = Path.of("src/docs/openapi.yaml");

    private static final String TEXT = """
            A gateway for the Kairos identity verification API: one call in, one decision out, over plain HTTP, long polls and server-sent events.

            Errors are `application/problem+json` (RFC 9457), all from one catalogue; program against `code`. A path that is not here is 404
            `not_found`, and so is an unknown kind of verification; a method that is not here is 405 `method_not_allowed`, and
            one that nothing here knows 501 `method_unknown`; a version of HTTP other than 1.0 and 1.1 is 505 `version_not_supported`. Every answer carries
            `X-Request-ID`, `Cache-Control`, `X-Content-Type-Options`, `Referrer-Policy` and `Content-Security-Policy`. Sizes and times are the
            defaults; an operator may set others.
            """;

    private Description() {}

    static JsonObject document() {
        GatewaySettings settings = TestSettings.defaults();
        Operations operations = new Operations(settings);
        JsonObject paths = operations.paths();
        return json(
                "openapi", "3.1.1",
                "info",
                        json(
                                "title", "kairos-gateway",
                                "version", "1",
                                "summary", "Identity verification with Kairos for backends and browsers",
                                "description", TEXT,
                                "license", json("name", "Apache-2.0", "identifier", "Apache-2.0")),
                "servers",
                        array(
                                json(
                                        "url",
                                        "http://localhost:8080",
                                        "description",
                                        "The gateway of `./mvnw quarkus:dev`"),
                                json(
                                        "url", "https://{host}",
                                        "description", "Yours",
                                        "variables", json("host", json("default", "gateway.example")))),
                "tags",
                        array(
                                json("name", "Verifications", "description", "Submit, read, watch, forget."),
                                json(
                                        "name",
                                        "Client tokens",
                                        "description",
                                        "For pages and apps, which hold no API key."),
                                json(
                                        "name",
                                        "Drop-in",
                                        "description",
                                        "For clients that were written for Kairos: only the base URL and the credentials change."),
                                json("name", "Files", "description", "What anybody may read.")),
                "paths", paths,
                "components",
                        json(
                                "schemas", Schemas.all(settings),
                                "responses", operations.responses(),
                                "parameters", parameters(settings),
                                "examples", Examples.components(),
                                "headers", Headers.components(),
                                "securitySchemes", securitySchemes()));
    }

    static String yaml() {
        try {
            YAMLFactory factory = YAMLFactory.builder()
                    .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                    .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
                    .disable(YAMLGenerator.Feature.SPLIT_LINES)
                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                    .stringQuotingChecker(new Quoting())
                    .build();
            return new YAMLMapper(factory).writeValueAsString(tree(document()));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static JsonNode tree(JsonObject json) {
        try {
            return new ObjectMapper().readTree(json.encode());
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Also what some readers of YAML take for a number, a time or a status instead of a text. */
    private static final class Quoting extends StringQuotingChecker.Default {

        private static final long serialVersionUID = 1;

        @Override
        public boolean needToQuoteName(String name) {
            return super.needToQuoteName(name) || Character.isDigit(name.charAt(0)) || name.equals("*/*");
        }

        @Override
        public boolean needToQuoteValue(String value) {
            return super.needToQuoteValue(value) || !value.isEmpty() && Character.isDigit(value.charAt(0));
        }
    }

    private static JsonObject parameters(GatewaySettings settings) {
        long wait = WaitPreference.longest(settings).toSeconds();
        JsonObject text = json("type", "string");
        return json(
                "X-Request-ID",
                        parameter(
                                "header",
                                "X-Request-ID",
                                "An id of your own for the request; the answer and the log have it.",
                                text),
                "id",
                        parameter("path", "id", "The id of a verification.", schema("VerificationId"))
                                .put("required", true),
                "uuid",
                        parameter(
                                        "path",
                                        "uuid",
                                        "The uuid that Kairos gave, which is the id.",
                                        schema("VerificationId"))
                                .put("required", true),
                "version",
                        parameter(
                                        "path",
                                        "version",
                                        "The version of Kairos' API.",
                                        json("type", "string", "enum", array("v0.1", "v0.2")))
                                .put("required", true),
                "Prefer",
                        parameter(
                                        "header",
                                        "Prefer",
                                        "`wait=N`: wait up to N seconds, at most " + wait
                                                + ", for the decision (RFC 7240).",
                                        text)
                                .put("example", "wait=30"),
                "wait",
                        parameter(
                                "query",
                                "wait",
                                "The same as `Prefer: wait=N`, for those who cannot set headers.",
                                json("type", "integer", "minimum", 0)),
                "Idempotency-Key",
                        parameter(
                                        "header",
                                        "Idempotency-Key",
                                        "One for each verification that you want, remembered for "
                                                + settings.intake()
                                                        .idempotencyTtl()
                                                        .toHours()
                                                + " hours: the same request with the same key submits nothing twice.",
                                        json("type", "string", "minLength", 1, "maxLength", 257))
                                .put("example", "order-4711"),
                "If-None-Match",
                        parameter(
                                "header",
                                "If-None-Match",
                                "The `ETag` of what is known: 304 when that is what there is.",
                                text),
                "Last-Event-ID",
                        parameter(
                                "header",
                                "Last-Event-ID",
                                "The id of the last event that was received; browsers send it by themselves.",
                                text),
                "last_event_id",
                        parameter(
                                "query",
                                "last_event_id",
                                "The same as `Last-Event-ID`, for those who cannot set headers.",
                                text),
                "v", parameter("query", "v", "The value of the file's `ETag`.", text));
    }

    private static JsonObject parameter(String in, String name, String description, JsonObject schema) {
        return json("name", name, "in", in, "description", description, "schema", schema);
    }

    private static JsonObject securitySchemes() {
        return json(
                "apiKey",
                        json(
                                "type",
                                "http",
                                "scheme",
                                "bearer",
                                "description",
                                "An API key of the gateway; for backends."),
                "clientToken",
                        json(
                                "type", "http",
                                "scheme", "bearer",
                                "bearerFormat", "JWT",
                                "description", "A client token, for what it was minted for."),
                "clientTokenInQuery",
                        json(
                                "type", "apiKey",
                                "in", "query",
                                "name", "token",
                                "description", "A client token, for `EventSource`, which cannot send headers."),
                "appId",
                        json(
                                "type",
                                "apiKey",
                                "in",
                                "header",
                                "name",
                                "app_id",
                                "description",
                                "The tenant's name, such as `default`."),
                "appKey",
                        json(
                                "type",
                                "apiKey",
                                "in",
                                "header",
                                "name",
                                "app_key",
                                "description",
                                "An API key of the gateway."));
    }
}
