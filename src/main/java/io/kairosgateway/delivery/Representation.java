package io.kairosgateway.delivery;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.kairosgateway.verification.Decision;
import io.kairosgateway.verification.NextAction;
import io.kairosgateway.verification.Reason;
import io.kairosgateway.verification.Scores;
import io.kairosgateway.verification.State;
import io.kairosgateway.verification.Verification;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * The one JSON form of a verification, the same in every answer and every event; the minimal view is that form with fields left out.
 * Written field by field, because Kairos' body has to stand in it byte for byte and a mapper would read it and write it anew.
 */
final class Representation {

    private static final JsonFactory JSON = new JsonFactory();

    /** About what there is beside Kairos' body. */
    private static final int REST_OF_IT = 768;

    private Representation() {}

    static String of(Verification verification, View view) {
        // With room for all of it: growing from nothing costs as much as writing.
        StringWriter text =
                new StringWriter(REST_OF_IT + result(verification.state()).length());
        try (JsonGenerator json = JSON.createGenerator(text)) {
            write(verification, view, json);
        } catch (IOException impossible) {
            throw new UncheckedIOException("a string can always be written", impossible);
        }
        return text.toString();
    }

    /** Where a verification is found. */
    static String self(Verification verification) {
        return "/v1/verifications/" + verification.id();
    }

    private static void write(Verification verification, View view, JsonGenerator json) throws IOException {
        State state = verification.state();
        Decision decision = state instanceof State.Decided decided ? decided.decision() : null;
        List<Reason> reasons = decision == null ? List.of() : decision.reasons();
        json.writeStartObject();
        json.writeStringField("id", verification.id().value());
        json.writeStringField("kind", verification.kind().label());
        json.writeStringField("status", verification.status().label());
        if (view == View.MINIMAL) {
            codes(reasons, json);
            json.writeStringField("next_action", NextAction.after(state).label());
        } else {
            times(verification, json);
            reasons(reasons, json);
            scores(decision == null ? Scores.NONE : decision.scores(), json);
            json.writeStringField("next_action", NextAction.after(state).label());
            json.writeFieldName("result");
            json.writeRawValue(result(state));
        }
        json.writeObjectFieldStart("links");
        json.writeStringField("self", self(verification));
        json.writeStringField("events", self(verification) + "/events");
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void times(Verification verification, JsonGenerator json) throws IOException {
        json.writeStringField(
                "submitted_at",
                verification.submittedAt().truncatedTo(ChronoUnit.MILLIS).toString());
        json.writeStringField(
                "decided_at",
                verification.state() instanceof State.Ended ended
                        ? ended.at().truncatedTo(ChronoUnit.MILLIS).toString()
                        : null);
    }

    /** The code alone: Kairos' descriptions may quote the document. */
    private static void codes(List<Reason> reasons, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("reasons");
        for (Reason reason : reasons) {
            json.writeStartObject();
            json.writeStringField("code", reason.code());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void reasons(List<Reason> reasons, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("reasons");
        for (Reason reason : reasons) {
            json.writeStartObject();
            json.writeStringField("code", reason.code());
            json.writeStringField("decision", reason.decision());
            number("confidence", reason.confidence(), json);
            json.writeStringField("description", reason.description());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void scores(Scores scores, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("scores");
        number("reject", scores.reject(), json);
        number("review", scores.review(), json);
        number("warning", scores.warning(), json);
        json.writeEndObject();
    }

    /** Whole numbers without a point, as Kairos sends them. */
    private static void number(String name, Double value, JsonGenerator json) throws IOException {
        if (value == null) {
            json.writeNullField(name);
        } else if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            json.writeNumberField(name, value.longValue());
        } else {
            json.writeNumberField(name, value);
        }
    }

    private static String result(State state) {
        if (state instanceof State.Decided decided) {
            return decided.decision().result();
        }
        return state instanceof State.Failed failed && failed.result() != null ? failed.result() : "null";
    }
}
