package io.kairosgateway.openapi;

import static io.kairosgateway.openapi.Json.array;
import static io.kairosgateway.openapi.Json.json;
import static io.kairosgateway.openapi.Json.schema;

import io.kairosgateway.delivery.SampleAnswers;
import io.kairosgateway.intake.UploadForms;
import io.kairosgateway.problem.Problem;
import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.verification.Kind;
import io.kairosgateway.verification.NextAction;
import io.kairosgateway.verification.Status;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** The forms of what is sent and answered. They are open: clients must be ready for fields that come later. */
final class Schemas {

    static final String ID = "^[A-Za-z0-9_-]{1,64}$";

    private Schemas() {}

    static JsonObject all(GatewaySettings settings) {
        JsonObject all = json(
                "Kind", words("What is verified.", Kind.values(), Kind::label),
                "Status", words(statusWords(), Status.values(), Status::label),
                "NextAction",
                        words(
                                "What the person in front of the camera, or the app for them, should do next.",
                                NextAction.values(),
                                NextAction::label),
                "VerificationId", json("type", "string", "pattern", ID, "examples", array(SampleAnswers.ID)),
                "Verification", verification(),
                "MinimalVerification", minimal(),
                "Reason", reason(),
                "Scores", scores(),
                "Links", links(),
                "Deleted", deleted(),
                "ClientTokenRequest", tokenRequest(settings.tokens()),
                "ClientToken", token(),
                "Limits", limits(),
                "ProblemCode", words("The stable name for machines.", Problem.values(), Problem::code),
                "Problem", problem());
        for (Kind kind : Kind.values()) {
            all.put(upload(kind), new UploadForms(settings.intake()).schema(kind));
        }
        return all.put("KairosSubmitted", kairosSubmitted()).put("KairosResult", kairosResult());
    }

    static String upload(Kind kind) {
        return Operations.camel(kind.label()) + "Upload";
    }

    private static String statusWords() {
        return "`processing`: no decision yet, a normal answer. `approved`: nothing was found. `review`: a human should look."
                + " `rejected`: Kairos says so. `failed`: Kairos answered with nothing that is a decision. `timed_out`: no decision in time;"
                + " one that comes later still replaces it. A decision never changes.";
    }

    private static <E extends Enum<E>> JsonObject words(String description, E[] values, Function<E, String> word) {
        return json(
                "type",
                "string",
                "description",
                description,
                "enum",
                array(Arrays.stream(values).map(word).toList()));
    }

    private static JsonObject object(String description, JsonObject properties, List<String> required) {
        return json(
                "type", "object", "description", description, "properties", properties, "required", array(required));
    }

    private static JsonObject orNull(String type) {
        return json("type", array(type, "null"));
    }

    private static JsonObject time(boolean nullable) {
        return json("type", nullable ? array("string", "null") : "string", "format", "date-time");
    }

    private static JsonObject verification() {
        JsonObject properties = json(
                "id", schema("VerificationId"),
                "kind", schema("Kind"),
                "status", schema("Status"),
                "submitted_at", time(false),
                "decided_at", time(true),
                "reasons", json("type", "array", "items", schema("Reason")),
                "scores", schema("Scores"),
                "next_action", schema("NextAction"),
                "result",
                        json(
                                "type",
                                array("object", "null"),
                                "description",
                                "Kairos' body, byte for byte; null while there is none.",
                                "additionalProperties",
                                true),
                "links", schema("Links"));
        return object(
                "The whole of a verification: for the tenant's own backend.",
                properties,
                List.copyOf(properties.getMap().keySet()));
    }

    private static JsonObject minimal() {
        JsonObject code =
                json("type", "object", "properties", json("code", orNull("string")), "required", array("code"));
        JsonObject properties = json(
                "id", schema("VerificationId"),
                "kind", schema("Kind"),
                "status", schema("Status"),
                "reasons", json("type", "array", "items", code),
                "next_action", schema("NextAction"),
                "links", schema("Links"));
        return object(
                "What holders of a client token see of a verification.",
                properties,
                List.copyOf(properties.getMap().keySet()));
    }

    private static JsonObject reason() {
        JsonObject properties = json(
                "code", orNull("string").put("description", "An open set, such as `DOCUMENT_EXPIRED`."),
                "decision", orNull("string").put("description", "`reject`, `review`, `warning`; an open set as well."),
                "confidence", orNull("number"),
                "description", orNull("string"));
        return object(
                "A finding of Kairos.",
                properties,
                List.copyOf(properties.getMap().keySet()));
    }

    private static JsonObject scores() {
        return object(
                "Kairos' sums; null where it gave none.",
                json("reject", orNull("number"), "review", orNull("number"), "warning", orNull("number")),
                List.of("reject", "review", "warning"));
    }

    private static JsonObject links() {
        JsonObject address = json("type", "string", "format", "uri-reference");
        return object("Where it is found.", json("self", address, "events", address.copy()), List.of("self", "events"));
    }

    private static JsonObject deleted() {
        return object("The data of the event `deleted`.", json("id", schema("VerificationId")), List.of("id"));
    }

    private static JsonObject tokenRequest(GatewaySettings.Tokens settings) {
        JsonObject common = json(
                "origin",
                        json(
                                "type", "string",
                                "format", "uri",
                                "description", "The one origin that the token may come from, as a browser sends it."),
                "expires_in",
                        json(
                                "type",
                                "integer",
                                "minimum",
                                1,
                                "maximum",
                                settings.maxLifetime().toSeconds(),
                                "default",
                                settings.lifetime().toSeconds(),
                                "description",
                                "Seconds that it is valid."));
        JsonArray forms = array(
                tokenForm("For one upload of this kind, and then for watching it.", "submit", "kind", "Kind", common),
                tokenForm("For watching this verification.", "watch", "id", "VerificationId", common));
        return json("description", "What a client token is to be good for.", "oneOf", forms);
    }

    private static JsonObject tokenForm(
            String description, String scope, String subject, String type, JsonObject common) {
        return object(
                        description,
                        json("scope", json("const", scope), subject, schema(type))
                                .mergeIn(common.copy()),
                        List.of("scope", subject))
                .put("additionalProperties", false);
    }

    private static JsonObject token() {
        return object(
                "A client token, to be handed to a page or an app.",
                json(
                        "token",
                        json("type", "string"),
                        "expires_at",
                        time(false),
                        "scope",
                        json("enum", array("submit", "watch"))),
                List.of("token", "expires_at", "scope"));
    }

    private static JsonObject problem() {
        JsonObject properties = json(
                "type", json("type", "string", "pattern", "^urn:kairos-gateway:problem:[a-z_]+$"),
                "title", json("type", "string"),
                "status", json("type", "integer", "minimum", 400, "maximum", 599),
                "code", schema("ProblemCode"),
                "detail", json("type", "string", "description", "A sentence for people, which may change."),
                "request_id", json("type", "string", "description", "Leads to the line in the log."),
                "retryable",
                        json(
                                "type", "boolean",
                                "description",
                                        "Whether the same request may be sent again without a verification being paid for twice."));
        List<String> always = List.copyOf(properties.getMap().keySet());
        return object("RFC 9457.", properties.mergeIn(particulars()), always);
    }

    private static JsonObject particulars() {
        return json(
                "part", json("type", "string", "description", "The part that it is about, where it is about one."),
                "limit",
                        json(
                                "type",
                                "integer",
                                "description",
                                "What was exceeded or fallen short of: bytes, pixels or characters."),
                "actual",
                        json(
                                "type",
                                array("integer", "string"),
                                "description",
                                "What came instead: a number beside `limit`, a media type beside `allowed`."),
                "allowed",
                        json(
                                "type",
                                "array",
                                "items",
                                json("type", "string"),
                                "description",
                                "What would be taken: names of parts, kinds, media types, values."));
    }

    private static JsonObject limits() {
        JsonObject count = json("type", "integer", "minimum", 1);
        JsonObject words = json("type", "array", "items", json("type", "string"));
        JsonObject part = object(
                "`types` of a file; `values` or a `pattern` of a text.",
                json(
                        "name", json("type", "string"),
                        "required", json("type", "boolean"),
                        "types", words,
                        "values", words.copy(),
                        "pattern", json("type", "string", "format", "regex")),
                List.of("name", "required"));
        JsonObject kind = object(
                "The parts that a kind has, each at most once.",
                json("parts", json("type", "array", "items", part)),
                List.of("parts"));
        JsonObject kinds = new JsonObject();
        Arrays.stream(Kind.values()).forEach(each -> kinds.put(each.label(), kind.copy()));
        JsonObject properties = json(
                "max_request_bytes", count.copy().put("description", "All parts and their headers together."),
                "max_part_bytes", count.copy().put("description", "One file."),
                "max_text_bytes", count.copy().put("description", "One text."),
                "min_pixels", count.copy().put("description", "The least width and height of a picture."),
                "max_pixels", count.copy().put("description", "The greatest width and height of a picture."),
                "kinds", object("By kind.", kinds, List.copyOf(kinds.fieldNames())));
        return object(
                "What an upload may hold.",
                properties,
                List.copyOf(properties.getMap().keySet()));
    }

    private static JsonObject kairosSubmitted() {
        return object(
                        "Kairos' receipt of an upload, as it came.",
                        json("api_req_uuid", json("type", "string")),
                        List.of("api_req_uuid"))
                .put("additionalProperties", true);
    }

    private static JsonObject kairosResult() {
        return json("type", "object", "description", "Kairos' result, as it came.", "additionalProperties", true);
    }
}
