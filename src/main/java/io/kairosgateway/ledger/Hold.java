package io.kairosgateway.ledger;

import io.kairosgateway.verification.VerificationId;
import java.time.Duration;
import java.util.UUID;

/**
 * One upload's hold on something that is good for one upload: a submit token, or an {@code Idempotency-Key}. Nothing complete reaches Kairos
 * before the hold is committed, so one that is lost before that is free again, and only one that is lost after it leaves a doubt.
 *
 * <pre>
 *   free ──reserve──▶ uploading ──commit──▶ committed ──record──▶ bound
 *    ▲ ▲                │   │                │  │                   ▲
 *    │ └──lease lapses──┘   │                │  └──doubt, or lease lapses──▶ in doubt
 *    └───────release────────┴────────────────┘                      └──record──┘
 * </pre>
 *
 * @param name what is held; it never holds a token or a key in the clear
 * @param fingerprint what a repetition must have in common with the first request; empty when it may not be repeated at all
 * @param holder tells this hold from every other on the same thing, so that a late step of an old one does nothing to a new one
 * @param memory how long it is remembered, whatever came of it; longer than the leases
 */
public record Hold(String name, String fingerprint, String holder, Duration memory) {

    public static Hold on(String name, String fingerprint, Duration memory) {
        return new Hold(name, fingerprint, UUID.randomUUID().toString(), memory);
    }

    /** Whether a repetition of the request gets the answer of the first one. */
    public boolean repeatable() {
        return !fingerprint.isEmpty();
    }

    /** What came of asking for a hold. */
    public sealed interface Reserved {

        record Mine() implements Reserved {}

        /** @param fingerprint of the request that was first */
        record Taken(String fingerprint, Fate fate) implements Reserved {}
    }

    /** What became of the upload that was first. */
    public sealed interface Fate {

        record InFlight() implements Fate {}

        /** Kairos may have all of it, and its answer is not known. */
        record InDoubt() implements Fate {}

        record Bound(VerificationId id) implements Fate {}
    }
}
