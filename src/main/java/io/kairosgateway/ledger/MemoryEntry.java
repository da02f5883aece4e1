package io.kairosgateway.ledger;

import io.kairosgateway.verification.LastAnswer;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.verification.VerificationId;

/** What {@link MemoryLedger} holds of one verification; guarded by its lock. */
final class MemoryEntry {

    static final long UNCLAIMED = 0;

    Verification verification;
    LastAnswer last;

    /** What Kairos answered to the upload, null when it is not kept. */
    LastAnswer receipt;

    /** What all of it takes in the heap, about, as it was last counted. */
    long bytes;

    int polls;
    int refusals;
    long fence = UNCLAIMED;

    /** When it is forgotten, in milliseconds since the epoch. */
    long expiresAt;

    /** Its place in the due queue, null when it is not there. */
    Due due;

    MemoryEntry(Verification verification, long expiresAt) {
        this.verification = verification;
        this.expiresAt = expiresAt;
    }

    VerificationId id() {
        return verification.id();
    }

    long footprint() {
        return Footprint.of(verification) + Footprint.of(last) + Footprint.of(receipt);
    }

    /** Ordered by time; the id tells two of the same millisecond apart. */
    record Due(long at, VerificationId id) implements Comparable<Due> {

        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : id.value().compareTo(other.id.value());
        }
    }
}
