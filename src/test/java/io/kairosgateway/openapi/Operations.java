package io.kairosgateway.openapi;

import static io.kairosgateway.openapi.Json.array;
import static io.kairosgateway.openapi.Json.json;
import static io.kairosgateway.openapi.Json.ref;
import static io.kairosgateway.openapi.Json.schema;

import io.kairosgateway.delivery.SampleAnswers;
import io.kairosgateway.intake.UploadForms;
import io.kairosgateway.problem.Problem;
import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.verification.Kind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The calls of the contract, one after another. */
final class Operations {

    private static final Headers[] RATE = {Headers.RATE_LIMIT, Headers.RATE_LIMIT_POLICY};
    private static final JsonArray KEY_OR_TOKEN = array(json("apiKey", array()), json("clientToken", array()));
    private static final JsonArray KEY = array(json("apiKey", array()));

    private final GatewaySettings settings;
    private final JsonObject shared = new JsonObject();
    private final JsonObject paths = new JsonObject();

    Operations(GatewaySettings settings) {
        this.settings = settings;
    }

    JsonObject paths() {
        for (Kind kind : Kind.values()) {
            add("/v1/verifications/" + kind.label(), "post", submit(kind));
        }
        add("/v1/verifications/{id}", "get", read());
        add("/v1/verifications/{id}", "delete", forget());
        add("/v1/verifications/{id}/events", "get", events());
        add("/v1/limits", "get", limits());
        add("/v1/client-tokens", "post", mint());
        for (Kind kind : Kind.values()) {
            add("/{version}/" + kind.resource(), "post", new DropIn(settings, shared).submit(kind));
            add("/{version}/" + kind.resource() + "/{uuid}", "get", new DropIn(settings, shared).result(kind));
        }
        add(
                "/kairos-gateway.js",
                "get",
                file("getModule", "The ES module for browsers", "text/javascript", "export class Gateway { … }"));
        add(
                "/kairos-gateway-pictures.js",
                "get",
                file(
                        "getPicturesModule",
                        "What the module loads to make pictures smaller",
                        "text/javascript",
                        "export async function to(url, longest) { … }"));
        add(
                "/kairos-gateway.d.ts",
                "get",
                file("getModuleTypes", "The module's type declarations", "text/plain", "export class Gateway { … }"));
        add("/openapi.yaml", "get", file("getDescription", "This description", "application/yaml", "openapi: 3.1.1"));
        return paths;
    }

    JsonObject responses() {
        return shared;
    }

    private void add(String path, String method, JsonObject operation) {
        JsonArray parameters = array(ref("parameters", "X-Request-ID"));
        Stream.of("id", "version", "uuid")
                .filter(name -> path.contains("{" + name + "}"))
                .forEach(name -> parameters.add(ref("parameters", name)));
        JsonObject item = paths.getJsonObject(path, json("parameters", parameters));
        paths.put(path, item.put(method, operation));
    }

    private JsonObject submit(Kind kind) {
        Answers answers = new Answers(shared, "Submit", "Submit" + camel(kind.label()), RATE)
                .with(
                        "201",
                        "Submitted and decided"
                                + (kind.synchronous() ? "." : ": at once, or within the wait that was asked for."),
                        content(verification(kind, "decided"), Examples.decided(kind)),
                        Headers.LOCATION,
                        Headers.PREFERENCE_APPLIED,
                        Headers.REPLAYED);
        if (!kind.synchronous()) {
            answers.with(
                    "202",
                    "Submitted; there is no decision yet.",
                    content(verification(kind, "processing"), Examples.processing(kind)),
                    Headers.LOCATION,
                    Headers.RETRY_AFTER,
                    Headers.PREFERENCE_APPLIED,
                    Headers.REPLAYED);
        }
        answers.problems(Stream.concat(
                        uploadProblems(kind),
                        Stream.of(
                                Problem.NOT_ACCEPTABLE,
                                Problem.TOKEN_USED,
                                Problem.KAIROS_REFUSED,
                                Problem.KAIROS_ERROR,
                                Problem.KAIROS_UNREADABLE,
                                Problem.KAIROS_BUSY))
                .toArray(Problem[]::new));
        return json(
                "operationId",
                "submit" + camel(kind.label()),
                "tags",
                array("Verifications"),
                "summary",
                "Submit a " + kind.label() + " verification",
                "description",
                "The upload is passed on to Kairos while it comes in. With `Prefer: wait` the answer waits for the decision; with an"
                        + " `Idempotency-Key` the same request, sent again, submits nothing twice. At most "
                        + (new UploadForms(settings.intake()).mostBytes() >> 20) + " MiB in all.",
                "security",
                KEY_OR_TOKEN,
                "parameters",
                array(ref("parameters", "Prefer"), ref("parameters", "wait"), ref("parameters", "Idempotency-Key")),
                "requestBody",
                form(kind, settings),
                "responses",
                answers.all());
    }

    /** What every upload can meet, at the front door and at the drop-in. */
    static Stream<Problem> uploadProblems(Kind kind) {
        return Arrays.stream(Problem.values()).filter(problem -> switch (problem) {
            case UNAUTHENTICATED,
                    IDEMPOTENCY_IN_FLIGHT,
                    IDEMPOTENCY_KEY_REUSED,
                    OUTCOME_UNKNOWN,
                    UPLOAD_ABORTED,
                    UPLOAD_STALLED,
                    GONE,
                    REQUEST_TOO_LARGE,
                    UNSUPPORTED_MEDIA_TYPE,
                    MALFORMED_MULTIPART,
                    UNKNOWN_PART,
                    DUPLICATE_PART,
                    MISSING_PART,
                    PART_TOO_LARGE,
                    UNSUPPORTED_IMAGE,
                    IMAGE_DIMENSIONS,
                    RATE_LIMITED,
                    OVERLOADED,
                    SHUTTING_DOWN,
                    LEDGER_UNAVAILABLE,
                    RESULT_UNREADABLE,
                    KAIROS_CREDENTIALS,
                    KAIROS_FORBIDDEN,
                    KAIROS_UNREACHABLE,
                    KAIROS_CONNECTION_LOST,
                    KAIROS_TIMEOUT -> true;
            case INVALID_VALUE -> UploadForms.hasText(kind);
            default -> false;
        });
    }

    static JsonObject form(Kind kind, GatewaySettings settings) {
        return json(
                "required",
                true,
                "content",
                json(
                        "multipart/form-data",
                        json(
                                "schema", schema(Schemas.upload(kind)),
                                "encoding", new UploadForms(settings.intake()).encoding(kind))));
    }

    private JsonObject read() {
        return json(
                "operationId",
                "getVerification",
                "tags",
                array("Verifications"),
                "summary",
                "Read a verification, or wait for its decision",
                "description",
                "The state as it is, or with `Prefer: wait` a long poll. The whole with an API key, the minimal view with a client token.",
                "security",
                KEY_OR_TOKEN,
                "parameters",
                array(ref("parameters", "Prefer"), ref("parameters", "wait"), ref("parameters", "If-None-Match")),
                "responses",
                new Answers(shared, "Read", "Read")
                        .with(
                                "200",
                                "It has ended: decided, failed or timed out.",
                                content(verification(null, "decided"), Examples.ended()),
                                Headers.ETAG,
                                Headers.PREFERENCE_APPLIED)
                        .with(
                                "202",
                                "There is no decision yet.",
                                content(verification(null, "processing"), Examples.processing(Kind.FULL_ID)),
                                Headers.ETAG,
                                Headers.RETRY_AFTER,
                                Headers.PREFERENCE_APPLIED)
                        .with(
                                "304",
                                "It is as the `ETag` says; without a decision with `Retry-After`.",
                                null,
                                Headers.ETAG,
                                Headers.MAYBE_RETRY_AFTER,
                                Headers.PREFERENCE_APPLIED)
                        .problems(
                                Problem.UNAUTHENTICATED,
                                Problem.VERIFICATION_NOT_FOUND,
                                Problem.NOT_ACCEPTABLE,
                                Problem.GONE,
                                Problem.LEDGER_UNAVAILABLE,
                                Problem.RESULT_UNREADABLE)
                        .all());
    }

    private JsonObject forget() {
        return json(
                "operationId",
                "deleteVerification",
                "tags",
                array("Verifications"),
                "summary",
                "Forget a verification",
                "description",
                "On every replica within a second; whoever waits is told, and from then on it is 410.",
                "security",
                KEY,
                "responses",
                new Answers(shared, "Delete", "Delete")
                        .with("204", "It is forgotten.", null)
                        .problems(
                                Problem.UNAUTHENTICATED,
                                Problem.VERIFICATION_NOT_FOUND,
                                Problem.GONE,
                                Problem.LEDGER_UNAVAILABLE,
                                Problem.RESULT_UNREADABLE)
                        .all());
    }

    private JsonObject events() {
        JsonObject stream = json(
                "schema", json("type", "string"),
                "examples",
                        json(
                                "decided",
                                json("summary", "Until the decision", "value", SampleAnswers.events(Kind.FULL_ID))),
                "x-events",
                        json(
                                "status", eitherView(),
                                "decision", eitherView(),
                                "deleted", schema("Deleted")));
        return json(
                "operationId", "watchVerification",
                "tags", array("Verifications"),
                "summary", "Watch a verification by server-sent events",
                "description",
                        "`status` at once, `decision` when it is there, then the end. A verification that is deleted meanwhile ends it with"
                                + " `deleted`. Comments keep the connection alive. A reconnect with the id of the decision gets 204, so that a"
                                + " browser stops. What the data of an event is, by its name, is in `x-events`.",
                "security",
                        array(
                                json("apiKey", array()),
                                json("clientToken", array()),
                                json("clientTokenInQuery", array())),
                "parameters", array(ref("parameters", "Last-Event-ID"), ref("parameters", "last_event_id")),
                "responses",
                        new Answers(shared, "Watch", "Watch")
                                .with("200", "The events.", json("text/event-stream", stream), Headers.UNBUFFERED)
                                .with("204", "There is nothing more to tell: the last event was the decision.", null)
                                .problems(
                                        Problem.UNAUTHENTICATED,
                                        Problem.VERIFICATION_NOT_FOUND,
                                        Problem.NOT_ACCEPTABLE,
                                        Problem.GONE,
                                        Problem.TOO_MANY_STREAMS,
                                        Problem.OVERLOADED,
                                        Problem.LEDGER_UNAVAILABLE,
                                        Problem.RESULT_UNREADABLE)
                                .all());
    }

    private JsonObject mint() {
        JsonObject body = content(schema("ClientTokenRequest"), Examples.tokenRequests());
        return json(
                "operationId",
                "mintClientToken",
                "tags",
                array("Client tokens"),
                "summary",
                "Mint a client token",
                "description",
                "For a page or an app that is to upload or to watch; for backends only.",
                "security",
                KEY,
                "requestBody",
                json("required", true, "content", body),
                "responses",
                new Answers(shared, "Mint", "Mint")
                        .with("201", "The token.", content(schema("ClientToken"), Examples.token()))
                        .problems(
                                Problem.UNAUTHENTICATED,
                                Problem.VERIFICATION_NOT_FOUND,
                                Problem.NOT_ACCEPTABLE,
                                Problem.UPLOAD_ABORTED,
                                Problem.UPLOAD_STALLED,
                                Problem.GONE,
                                Problem.REQUEST_TOO_LARGE,
                                Problem.UNSUPPORTED_MEDIA_TYPE,
                                Problem.LEDGER_UNAVAILABLE,
                                Problem.RESULT_UNREADABLE)
                        .all());
    }

    private JsonObject limits() {
        JsonObject example = json("value", new UploadForms(settings.intake()).answer());
        return json(
                "operationId", "getLimits",
                "tags", array("Verifications"),
                "summary", "What an upload may hold",
                "description",
                        "Sizes, pixels, and the parts of each kind, so that no page or app needs to know them by heart. Any page may read"
                                + " it, and it may be kept for minutes.",
                "security", array(),
                "parameters", array(ref("parameters", "If-None-Match")),
                "responses",
                        new Answers(shared, "Limits", "Limits")
                                .with(
                                        "200",
                                        "The limits.",
                                        content(schema("Limits"), json("defaults", example)),
                                        Headers.ETAG)
                                .with("304", "They are as the `ETag` says.", null, Headers.ETAG)
                                .problems()
                                .all());
    }

    private JsonObject file(String id, String summary, String type, String example) {
        return json(
                "operationId", id,
                "tags", array("Files"),
                "summary", summary,
                "description", "With `?v=` and the value of its `ETag` it may be kept for ever.",
                "security", array(),
                "parameters", array(ref("parameters", "If-None-Match"), ref("parameters", "v")),
                "responses",
                        new Answers(shared, "File", "File")
                                .with(
                                        "200",
                                        "The file.",
                                        json(type, json("schema", json("type", "string"), "example", example)),
                                        Headers.ETAG)
                                .with("304", "It is as the `ETag` says.", null, Headers.ETAG)
                                .problems()
                                .all());
    }

    static JsonObject content(JsonObject schema, JsonObject examples) {
        return json("application/json", json("schema", schema, "examples", examples));
    }

    private static JsonObject eitherView() {
        return json("anyOf", array(schema("Verification"), schema("MinimalVerification")));
    }

    /** @param kind null for any */
    private static JsonObject verification(Kind kind, String state) {
        JsonObject processing = json("const", "processing");
        return eitherView()
                .put(
                        "properties",
                        json(
                                "kind", kind == null ? null : json("const", kind.label()),
                                "status", state.equals("processing") ? processing : json("not", processing)));
    }

    /** {@code full-id} as {@code FullId}. */
    static String camel(String label) {
        return Arrays.stream(label.split("-"))
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining());
    }
}
