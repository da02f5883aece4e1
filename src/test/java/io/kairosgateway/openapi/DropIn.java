package io.kairosgateway.openapi;

import static io.kairosgateway.openapi.Json.array;
import static io.kairosgateway.openapi.Json.json;
import static io.kairosgateway.openapi.Json.ref;
import static io.kairosgateway.openapi.Json.schema;
import static io.kairosgateway.openapi.Operations.camel;
import static io.kairosgateway.openapi.Operations.content;

import io.kairosgateway.delivery.SampleAnswers;
import io.kairosgateway.problem.Problem;
import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.verification.Kind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/** Kairos' own calls: what Kairos answers, as it came, beside the gateway's problems. */
final class DropIn {

    private static final JsonArray CREDENTIALS = array(json("appId", array(), "appKey", array()));

    private final GatewaySettings settings;
    private final JsonObject shared;

    DropIn(GatewaySettings settings, JsonObject shared) {
        this.settings = settings;
        this.shared = shared;
    }

    JsonObject submit(Kind kind) {
        JsonObject answered = kind.synchronous()
                ? content(schema("KairosResult"), sample(kind)).put("*/*", json())
                : content(
                        schema("KairosSubmitted"),
                        json("submitted", json("value", json("api_req_uuid", SampleAnswers.ID))));
        return json(
                "operationId",
                "dropInSubmit" + camel(kind.label()),
                "tags",
                array("Drop-in"),
                "summary",
                "Kairos' own POST, " + kind.label(),
                "description",
                "The same checks as at `/v1/verifications/" + kind.label()
                        + "`, and Kairos' own status and body, byte for byte. Only what Kairos says of the gateway's"
                        + " credentials is a problem instead.",
                "security",
                CREDENTIALS,
                "parameters",
                array(ref("parameters", "Idempotency-Key")),
                "requestBody",
                Operations.form(kind, settings),
                "responses",
                new Answers(
                                shared,
                                "DropInSubmit",
                                "DropInSubmit" + camel(kind.label()),
                                Headers.RATE_LIMIT,
                                Headers.RATE_LIMIT_POLICY)
                        .with(
                                kind.synchronous() ? "200" : "201",
                                kind.synchronous()
                                        ? "Kairos' result."
                                        : "Kairos has the upload; the result is asked for by its uuid.",
                                answered,
                                Headers.REPLAYED)
                        .with("default", "Whatever else Kairos answered, as it came.", json("*/*", json()))
                        .orKairosOwn(status -> status != Problem.UNAUTHENTICATED.status())
                        .problems(Operations.uploadProblems(kind).toArray(Problem[]::new))
                        .all());
    }

    JsonObject result(Kind kind) {
        Answers answers = new Answers(shared, "DropInRead", "DropInRead" + camel(kind.label()))
                .with(
                        "200",
                        "Kairos' result" + (kind.synchronous() ? "." : ", or its form without one."),
                        content(schema("KairosResult"), sample(kind)));
        if (kind.synchronous()) {
            answers.problems(
                    Problem.UNAUTHENTICATED,
                    Problem.VERIFICATION_NOT_FOUND,
                    Problem.GONE,
                    Problem.LEDGER_UNAVAILABLE,
                    Problem.RESULT_UNREADABLE);
        } else {
            answers.with("202", "Kairos has no decision yet.", json("*/*", json()))
                    .with("422", "What Kairos says of the verification, as it came.", json("*/*", json()))
                    .orKairosOwn(Set.of(400, 404, 410)::contains)
                    .problems(
                            Problem.UNAUTHENTICATED,
                            Problem.VERIFICATION_NOT_FOUND,
                            Problem.GONE,
                            Problem.LEDGER_UNAVAILABLE,
                            Problem.RESULT_UNREADABLE,
                            Problem.KAIROS_UNREACHABLE);
        }
        return json(
                "operationId",
                "dropInResult" + camel(kind.label()),
                "tags",
                array("Drop-in"),
                "summary",
                "Kairos' own GET, " + kind.label(),
                "description",
                "Kairos' own status and body, byte for byte. Waits up to "
                        + settings.watch().dropInWait().toSeconds()
                        + " s for the decision before it passes a \"not yet\" on.",
                "security",
                CREDENTIALS,
                "responses",
                answers.all());
    }

    private static JsonObject sample(Kind kind) {
        return json("rejected", json("value", SampleAnswers.result(kind, false)));
    }
}
