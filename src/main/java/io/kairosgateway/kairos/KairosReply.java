package io.kairosgateway.kairos;

import io.kairosgateway.problem.Problem;
import io.kairosgateway.verification.Decision;
import io.kairosgateway.verification.VerificationId;
import java.time.Duration;

/** What an answer of Kairos means. */
public sealed interface KairosReply {

    /** Taken; the decision comes later. */
    record Accepted(VerificationId id) implements KairosReply {}

    /**
     * @param id null where the answer to a GET does not repeat it
     * @param took how long Kairos says that it worked on it, to the second; null when it does not say
     */
    record Decided(VerificationId id, Decision decision, Duration took) implements KairosReply {}

    /**
     * No decision yet, which is a normal answer.
     *
     * @param id null where the answer does not repeat it
     */
    record Pending(VerificationId id) implements KairosReply {

        public Pending() {
            this(null);
        }
    }

    /**
     * An answer about another verification, so nothing about the one that was asked for: the connections have been mixed up, here or before
     * Kairos.
     */
    record Foreign() implements KairosReply {}

    /**
     * An answer about this verification that is neither a decision nor "not yet".
     *
     * @param id null when there was none
     * @param json the body, null when it is not JSON
     */
    record Unreadable(VerificationId id, String json) implements KairosReply {

        @Override
        public String toString() {
            return "Unreadable[id=" + id + "]";
        }
    }

    /**
     * Nothing about the verification: Kairos is down, busy, or does not let the gateway in, or this replica asks for too many at once.
     *
     * @param retryAfter null when Kairos did not say
     */
    record Unavailable(Problem problem, Duration retryAfter) implements KairosReply {}
}
