package io.kairosgateway.kairos;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What stands beside a decision and speaks against it. Kairos documents none of these names, so whatever they say is for a human: a body that
 * says "error" and "nothing to object" at once must not open a door.
 */
final class Contradiction {

    private static final Set<String> FAULTS = Set.of("error", "errors", "exception", "fault");

    private static final Set<String> CONSENTS = Set.of("success", "ok", "approved", "accepted", "passed", "valid");

    private static final Set<String> OUTCOMES = Set.of("status", "state", "result", "outcome", "verdict", "decision");

    /** Outcomes that agree with an approval, or say nothing about it. */
    private static final Set<String> AGREEABLE = Set.of(
            "",
            "ok",
            "success",
            "succeeded",
            "successful",
            "done",
            "ready",
            "complete",
            "completed",
            "finished",
            "processed",
            "approved",
            "approve",
            "accepted",
            "accept",
            "passed",
            "pass");

    private Contradiction() {}

    /** Whether a field of the object speaks against an approval, or two of its names differ in case alone. */
    static boolean in(JsonNode object) {
        Set<String> names = new HashSet<>();
        Iterator<Map.Entry<String, JsonNode>> fields = object.fields();
        while (fields.hasNext()) {
            Map.Entry<String, JsonNode> field = fields.next();
            String name = field.getKey().toLowerCase(Locale.ROOT);
            if (!names.add(name) || against(name, field.getValue())) {
                return true;
            }
        }
        return false;
    }

    private static boolean against(String name, JsonNode value) {
        if (FAULTS.contains(name)) {
            return !empty(value);
        }
        if (CONSENTS.contains(name)) {
            return ResultBody.present(value) && !value.asBoolean(false);
        }
        return OUTCOMES.contains(name)
                && value.isTextual()
                && !AGREEABLE.contains(value.asText().strip().toLowerCase(Locale.ROOT));
    }

    private static boolean empty(JsonNode value) {
        return !ResultBody.present(value)
                || value.isContainerNode() && value.isEmpty()
                || value.isTextual() && value.asText().isBlank()
                || value.isBoolean() && !value.asBoolean()
                || value.isNumber() && value.asDouble() == 0;
    }
}
