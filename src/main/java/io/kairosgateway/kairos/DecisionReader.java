package io.kairosgateway.kairos;

import com.fasterxml.jackson.databind.JsonNode;
import io.kairosgateway.verification.Decision;
import io.kairosgateway.verification.Reason;
import io.kairosgateway.verification.Scores;
import io.kairosgateway.verification.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Draws the decision out of a result body. Kairos documents one truncated sample, so everything may be absent or of another type; what
 * is there but cannot be read makes the decision doubtful, and a doubtful one is never approved.
 */
final class DecisionReader {

    private final List<Reason> reasons = new ArrayList<>();
    private boolean doubtful;

    /** What surrounds a decision may be a reason to doubt it. */
    private DecisionReader(ResultBody result, JsonNode data) {
        doubtful = result.ambiguous()
                || Contradiction.in(result.root())
                || Contradiction.in(data)
                || result.root().has("decision") && data.has("decision");
    }

    /** The decision in {@code response_data.decision}, or nothing when there is none that can be read. */
    static Optional<Decision> read(ResultBody result, String body) {
        JsonNode data = result.root().path("response_data");
        return new DecisionReader(result, data).decision(data.path("decision"), body);
    }

    /**
     * The decision of a liveness check, which has a score and no decision block in the one sample there is.
     *
     * @param threshold what the caller sent, null when nothing: then nobody knows what the score must reach, and a human decides
     */
    static Optional<Decision> readLiveness(ResultBody result, Double threshold, String body) {
        JsonNode data = result.root().path("response_data");
        DecisionReader reader = new DecisionReader(result, data);
        Double outer = reader.number(data.path("faces_liveness"));
        Double inner = reader.number(data.path("biometric").path("selfie").path("faces_liveness"));
        Double liveness = outer == null ? inner : outer;
        if (liveness == null) {
            return Optional.empty();
        }
        // A score outside its range is on some other scale, and comparing it would be a guess; of two that differ, one
        // is wrong.
        reader.doubtful |= liveness < 0 || liveness > 1 || inner != null && !inner.equals(liveness);
        if (threshold == null) {
            reader.own("LIVENESS_THRESHOLD_MISSING", "review", "No threshold was sent to compare the score with.");
        } else if (liveness < threshold) {
            reader.own("LIVENESS_BELOW_THRESHOLD", "reject", "The liveness score is below the threshold.");
        }
        Scores scores = reader.block(data.path("decision"));
        return Optional.of(reader.decided(scores == null ? Scores.NONE : scores, body));
    }

    private Optional<Decision> decision(JsonNode block, String body) {
        Scores scores = block(block);
        return scores == null ? Optional.empty() : Optional.of(decided(scores, body));
    }

    private Decision decided(Scores scores, String body) {
        return new Decision(Verdict.of(reasons, scores, doubtful), reasons, scores, body);
    }

    private void own(String code, String decision, String description) {
        reasons.add(new Reason(code, decision, null, description));
    }

    /** Reads the block into this; null when it holds neither a list of details nor the two scores that stand in its place. */
    private Scores block(JsonNode block) {
        doubtful |= Contradiction.in(block);
        JsonNode details = block.path("details");
        Scores scores = new Scores(
                number(block.path("reject_score")),
                number(block.path("review_score")),
                number(block.path("warning_score")));
        if (details.isArray()) {
            details.forEach(this::detail);
            // No details and no scores may as well be the empty form of a decision that is still being made.
            doubtful |= details.isEmpty() && (scores.reject() == null || scores.review() == null);
            return scores;
        }
        doubtful |= !details.isMissingNode() && !details.isNull();
        return scores.reject() != null && scores.review() != null ? scores : null;
    }

    private void detail(JsonNode detail) {
        if (!detail.isObject()) {
            doubtful = true;
            return;
        }
        doubtful |= ResultBody.present(detail.path("error"));
        reasons.add(new Reason(
                text(detail.path("code")),
                text(detail.path("decision")),
                number(detail.path("confidence")),
                text(detail.path("description"))));
    }

    private static String text(JsonNode node) {
        return node.isValueNode() && !node.isNull() ? node.asText() : null;
    }

    /** A number, or a text that is one; anything else that is there is a doubt, and so is a negative one, of which there is no meaning. */
    private Double number(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        if (node.isNumber() && Double.isFinite(node.asDouble())) {
            doubtful |= node.asDouble() < 0;
            return node.asDouble();
        }
        if (node.isTextual() && node.asText().strip().matches("[0-9]{1,9}(\\.[0-9]{1,17})?")) {
            return Double.valueOf(node.asText().strip());
        }
        doubtful = true;
        return null;
    }
}
