package io.kairosgateway.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kairosgateway.verification.Decision;
import io.kairosgateway.verification.LastAnswer;
import io.kairosgateway.verification.Reason;
import io.kairosgateway.verification.Scores;
import io.kairosgateway.verification.State;
import io.kairosgateway.verification.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * JSON of what is sealed in Redis. Trees and no reflection, for the native image; Kairos' body is one JSON string, so it comes back byte for byte.
 * Replicas of two versions share a ledger during an update: fields may be added, but none may be renamed or needed.
 */
final class StateCodec {

    private final ObjectMapper json = new ObjectMapper();

    byte[] write(State.Ended state) {
        ObjectNode node = json.createObjectNode();
        node.put("status", state.status().label());
        node.put("at", state.at().toString());
        if (state instanceof State.Decided decided) {
            write(node, decided.decision());
        } else if (state instanceof State.Failed failed) {
            node.put("result", failed.result());
        }
        return bytes(node);
    }

    State.Ended readState(byte[] bytes) {
        JsonNode node = tree(bytes);
        Instant at = Instant.parse(node.path("at").textValue());
        String status = node.path("status").textValue();
        return switch (status) {
            case "failed" -> new State.Failed(at, node.path("result").textValue());
            case "timed_out" -> new State.TimedOut(at);
            default -> new State.Decided(readDecision(verdict(status), node), at);
        };
    }

    byte[] write(LastAnswer answer) {
        return bytes(json.createObjectNode()
                .put("status", answer.status())
                .put("content_type", answer.contentType())
                .put("body", answer.body()));
    }

    LastAnswer readAnswer(byte[] bytes) {
        JsonNode node = tree(bytes);
        return new LastAnswer(
                node.path("status").intValue(),
                node.path("content_type").textValue(),
                node.path("body").textValue());
    }

    private static void write(ObjectNode node, Decision decision) {
        ArrayNode reasons = node.putArray("reasons");
        for (Reason reason : decision.reasons()) {
            reasons.addObject()
                    .put("code", reason.code())
                    .put("decision", reason.decision())
                    .put("confidence", reason.confidence())
                    .put("description", reason.description());
        }
        node.putObject("scores")
                .put("reject", decision.scores().reject())
                .put("review", decision.scores().review())
                .put("warning", decision.scores().warning());
        node.put("result", decision.result());
    }

    private static Decision readDecision(Verdict verdict, JsonNode node) {
        List<Reason> reasons = new ArrayList<>();
        for (JsonNode reason : node.path("reasons")) {
            reasons.add(new Reason(
                    reason.path("code").textValue(),
                    reason.path("decision").textValue(),
                    number(reason.path("confidence")),
                    reason.path("description").textValue()));
        }
        JsonNode scores = node.path("scores");
        return new Decision(
                verdict,
                reasons,
                new Scores(
                        number(scores.path("reject")), number(scores.path("review")), number(scores.path("warning"))),
                node.path("result").textValue());
    }

    private static Verdict verdict(String status) {
        return Arrays.stream(Verdict.values())
                .filter(verdict -> verdict.status().label().equals(status))
                .findFirst()
                .orElseThrow(() -> new SealBrokenException("a status that is not known here"));
    }

    private static Double number(JsonNode node) {
        return node.isNumber() ? node.doubleValue() : null;
    }

    private byte[] bytes(JsonNode node) {
        try {
            return json.writeValueAsBytes(node);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private JsonNode tree(byte[] bytes) {
        try {
            return json.readTree(bytes);
        } catch (IOException unreadable) {
            throw new SealBrokenException("not the JSON that was sealed");
        }
    }
}
