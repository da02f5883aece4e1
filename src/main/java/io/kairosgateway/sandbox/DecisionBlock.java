package io.kairosgateway.sandbox;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;

/** {@code response_data.decision}: one detail per code, and scores that count them, as far as Kairos' sample tells. */
final class DecisionBlock {

    private DecisionBlock() {}

    static JsonObject of(Outcome outcome, List<String> codes) {
        String verdict = outcome == Outcome.REVIEW ? "review" : "reject";
        var details = new JsonArray();
        for (String code : codes) {
            details.add(new JsonObject()
                    .put("code", code)
                    .put("confidence", 0.995)
                    .put("decision", verdict)
                    .put(
                            "description",
                            "Simulated: " + code.toLowerCase(Locale.ROOT).replace('_', ' ') + "."));
        }
        return new JsonObject()
                .put("details", details)
                .put("reject_score", outcome == Outcome.REJECT ? details.size() : 0)
                .put("review_score", outcome == Outcome.REVIEW ? details.size() : 0)
                .put("warning_score", 0);
    }
}
