package io.kairosgateway.ledger;

import io.kairosgateway.verification.Decision;
import io.kairosgateway.verification.Kind;
import io.kairosgateway.verification.Reason;
import io.kairosgateway.verification.Scores;
import io.kairosgateway.verification.State;
import io.kairosgateway.verification.Verdict;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.verification.VerificationId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Verifications to put into ledgers; {@link #CANARY} stands for everything personal. */
final class Samples {

    static final String CANARY = "Canary Müller";
    static final String TENANT = "acme";
    static final Instant AT = Instant.parse("2026-03-01T10:15:30.123456789Z");

    /** Kairos' body with all that a careless codec would change. */
    static final String RESULT =
            "{\r\n  \"name\" : \"" + CANARY + "\",\t\"e\":\"\\u00e9 é 漢 😀 \\\" \\\\\", \"n\": 1.0E+2 ,\n\"z\":0.10}\n";

    private Samples() {}

    static VerificationId id() {
        return new VerificationId(UUID.randomUUID().toString());
    }

    static Verification verification(State state) {
        return of(id()).with(state);
    }

    /** As one who has claimed or found it knows it. */
    static Verification of(VerificationId id) {
        return new Verification(id, TENANT, Kind.FULL_ID, "v0.1", "strict-v0", AT, new State.Processing());
    }

    static Verification processing() {
        return verification(new State.Processing());
    }

    static State.Decided decided(Verdict verdict) {
        return decided(verdict, RESULT);
    }

    static State.Decided decided(Verdict verdict, String result) {
        return new State.Decided(
                new Decision(
                        verdict,
                        List.of(
                                new Reason("DOCUMENT_EXPIRED", "reject", 0.995, "Expired: " + CANARY),
                                new Reason("NEW_CODE", null, null, null)),
                        new Scores(4.0, 0.1, null),
                        result),
                AT.plusSeconds(5));
    }

    static State.Failed failed(String result) {
        return new State.Failed(AT.plusSeconds(6), result);
    }

    static State.TimedOut timedOut() {
        return new State.TimedOut(AT.plusSeconds(900));
    }
}
