package io.kairosgateway.delivery;

import io.kairosgateway.verification.Decision;
import io.kairosgateway.verification.Kind;
import io.kairosgateway.verification.Reason;
import io.kairosgateway.verification.Scores;
import io.kairosgateway.verification.State;
import io.kairosgateway.verification.Verdict;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.verification.VerificationId;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What the gateway answers, written by what writes its answers. */
public final class SampleAnswers {

    public static final String ID = "fca044bd-a6a7-4a4a-bc11-ecd012ec7af3";

    private static final Instant SUBMITTED = Instant.parse("2026-11-23T10:00:00Z");
    private static final Instant DECIDED = Instant.parse("2026-11-23T10:00:05.120Z");
    private static final Reason EXPIRED =
            new Reason("DOCUMENT_EXPIRED", "reject", 0.995, "Document has already expired.");
    private static final Reason OTHER_FACE = new Reason("FAILED_FACE_MATCH", "reject", 1.0, "Faces do not match.");

    private SampleAnswers() {}

    /** Kairos' own result, without what it would have read off a document. */
    public static JsonObject result(Kind kind, boolean approved) {
        JsonObject data = new JsonObject();
        if (kind == Kind.LIVENESS) {
            data.put("faces_liveness", approved ? 0.98 : 0.02).put("faces_predicted", new JsonArray());
        } else {
            JsonArray details = new JsonArray();
            if (!approved) {
                Reason reason = reason(kind);
                details.add(new JsonObject()
                        .put("code", reason.code())
                        .put("confidence", reason.confidence())
                        .put("decision", reason.decision())
                        .put("description", reason.description()));
            }
            data.put(
                    "decision",
                    new JsonObject()
                            .put("details", details)
                            .put("reject_score", approved ? 0 : 4)
                            .put("review_score", 0)
                            .put("warning_score", 0));
        }
        return new JsonObject()
                .put("api_req_uid", ID)
                .put("processed_at", "2026-11-23 10:00:05")
                .put("requested_at", "2026-11-23 10:00:00")
                .put("response_code", approved ? 0 : 1)
                .put("response_data", data);
    }

    public static String processing(Kind kind, boolean minimal) {
        return of(kind, new State.Processing(), minimal);
    }

    public static String decided(Kind kind, boolean approved, boolean minimal) {
        return of(kind, new State.Decided(decision(kind, approved), DECIDED), minimal);
    }

    private static Decision decision(Kind kind, boolean approved) {
        List<Reason> reasons = approved || kind == Kind.LIVENESS ? List.of() : List.of(reason(kind));
        Scores scores = kind == Kind.LIVENESS ? Scores.NONE : new Scores(approved ? 0.0 : 4.0, 0.0, 0.0);
        return new Decision(
                approved ? Verdict.APPROVED : Verdict.REJECTED,
                reasons,
                scores,
                result(kind, approved).encode());
    }

    public static String timedOut(Kind kind) {
        return of(kind, new State.TimedOut(SUBMITTED.plusSeconds(900)), false);
    }

    /** The routes that are none of a resource. */
    public static List<String> routes() {
        return List.of("GET " + VerificationRoute.PATH, "GET " + EventsRoute.PATH);
    }

    /** As a client reads it, between two empty lines each. */
    public static String events(Kind kind) {
        Verification rejected = verification(kind, new State.Decided(decision(kind, false), DECIDED));
        return Buffer.buffer()
                .appendBuffer(EventText.retry(Duration.ofSeconds(2)))
                .appendBuffer(EventText.News.of(verification(kind, new State.Processing()), View.MINIMAL)
                        .to(true))
                .appendBuffer(EventText.alive())
                .appendBuffer(EventText.News.of(rejected, View.MINIMAL).to(false))
                .toString();
    }

    /** The revision of the rejected sample, or of the processing one. */
    public static String etag(boolean decided, Kind kind) {
        State state = decided
                ? new State.Decided(new Decision(Verdict.REJECTED, List.of(), Scores.NONE, "{}"), DECIDED)
                : new State.Processing();
        return Revision.of(verification(kind, state)).value();
    }

    private static Reason reason(Kind kind) {
        return kind == Kind.BIOMETRIC ? OTHER_FACE : EXPIRED;
    }

    private static String of(Kind kind, State state, boolean minimal) {
        return Representation.of(verification(kind, state), minimal ? View.MINIMAL : View.FULL);
    }

    private static Verification verification(Kind kind, State state) {
        return new Verification(new VerificationId(ID), "default", kind, "v0.1", SUBMITTED, state);
    }
}
