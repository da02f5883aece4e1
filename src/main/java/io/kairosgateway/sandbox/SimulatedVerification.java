package io.kairosgateway.sandbox;

import io.kairosgateway.verification.Kind;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** One accepted upload and the bodies that tell of it, in the shape of Kairos' samples. */
record SimulatedVerification(String uuid, Kind kind, Script script, Instant requestedAt, Duration delay) {

    private static final DateTimeFormatter KAIROS_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    boolean decided(Instant now) {
        return !now.isBefore(processedAt());
    }

    Instant processedAt() {
        return requestedAt.plus(delay);
    }

    /** The answer to the POST that brought it. */
    Answer toPost() {
        boolean malformed = script.faulty(Fault.Mode.MALFORMED);
        if (kind.synchronous()) {
            return Answer.json(200, malformed ? malformed() : result());
        }
        // A number, and another one for each upload: the same id twice would be a fault of its own.
        return Answer.json(
                201, new JsonObject().put("api_req_uuid", malformed ? uuid.hashCode() & Integer.MAX_VALUE : uuid));
    }

    /** A 200 that holds no decision yet. */
    JsonObject pending() {
        return new JsonObject()
                .put("api_req_uid", uuid)
                .put("requested_at", KAIROS_TIME.format(requestedAt))
                .put("response_code", 2)
                .put("response_data", new JsonObject());
    }

    JsonObject result() {
        return envelope(responseCode(), kind == Kind.LIVENESS ? liveness() : verified());
    }

    /** A result whose judgement has another type than Kairos' samples: text that a careless reader takes for an approval. */
    JsonObject malformed() {
        var data = kind == Kind.LIVENESS
                ? liveness().put("faces_liveness", "high")
                : verified().put("decision", "approved");
        return envelope(0, data);
    }

    private JsonObject envelope(int responseCode, JsonObject data) {
        return new JsonObject()
                .put("api_req_uid", uuid)
                .put("processed_at", KAIROS_TIME.format(processedAt()))
                .put("requested_at", KAIROS_TIME.format(requestedAt))
                .put("response_code", responseCode)
                .put("response_data", data);
    }

    /** The few values seen: 2 in the liveness sample, 1 in the rejected ones, 0 taken for verified by one client. */
    private int responseCode() {
        if (kind == Kind.LIVENESS) {
            return 2;
        }
        return script.outcome() == Outcome.APPROVE ? 0 : 1;
    }

    private JsonObject liveness() {
        return new JsonObject()
                .put("faces_liveness", script.chance().liveness(script.outcome()))
                .put("faces_predicted", Specimen.faces())
                .put("img", new JsonObject().put("height", 1200).put("width", 1200));
    }

    private JsonObject verified() {
        var data = new JsonObject();
        if (kind != Kind.DOCUMENT) {
            data.put("biometric", biometric());
        }
        data.put("decision", DecisionBlock.of(script.outcome(), codes()));
        if (kind != Kind.BIOMETRIC) {
            data.put("document", Specimen.document(codes(), LocalDate.ofInstant(requestedAt, ZoneOffset.UTC)));
        }
        return data;
    }

    private JsonObject biometric() {
        var otherFace = new JsonObject().put("faces_predicted", Specimen.faces());
        return new JsonObject()
                .put(kind == Kind.FULL_ID ? "document" : "image", otherFace)
                .put(
                        "face_match_confidence",
                        script.chance().faceMatch(facesDiffer() ? script.outcome() : Outcome.APPROVE))
                .put(
                        "selfie",
                        new JsonObject()
                                .put("faces_liveness", script.chance().liveness(Outcome.APPROVE))
                                .put("faces_predicted", Specimen.faces()));
    }

    private boolean facesDiffer() {
        return codes().stream().anyMatch(code -> code.contains("FACE"));
    }

    /** The codes asked for, or one that is usual for the kind. */
    private List<String> codes() {
        if (script.outcome() == Outcome.APPROVE || !script.codes().isEmpty()) {
            return script.codes();
        }
        return List.of(script.chance()
                .oneOf(
                        switch (kind) {
                            case FULL_ID -> List.of("FAILED_FACE_MATCH", "FAKE_ID", "DOCUMENT_EXPIRED");
                            case DOCUMENT -> List.of("FAKE_ID", "DOCUMENT_EXPIRED");
                            case BIOMETRIC, LIVENESS -> List.of("FAILED_FACE_MATCH");
                        }));
    }
}
