package io.kairosgateway.intake;

import io.kairosgateway.verification.VerificationId;

/** What became of a request to submit. */
sealed interface Outcome permits Submission, Outcome.Repeat {

    /** Nothing was read or sent: the first request with this {@code Idempotency-Key} has submitted it. */
    record Repeat(VerificationId id) implements Outcome {

        /** Says in an answer that it is one of these. */
        static final String HEADER = "Idempotent-Replayed";
    }
}
