package io.kairosgateway.ledger;

import io.kairosgateway.ledger.Ledger.Claim;
import io.kairosgateway.ledger.Ledger.Found;
import io.kairosgateway.ledger.Ledger.Origin;
import io.kairosgateway.verification.LastAnswer;
import io.kairosgateway.verification.State;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.verification.VerificationId;

/** What {@link OwnVerifications} holds of one; guarded by its lock. */
final class OwnVerification {

    static final long UNCLAIMED = 0;

    /** As it was submitted. */
    final Verification submitted;

    final Origin origin;
    final long expiresAt;

    /** What it has come to here and not yet in Redis, null when to nothing. */
    State.Ended ended;

    LastAnswer last;

    /** What all of it takes in the heap, about, as it was last counted. */
    long bytes;

    int polls;
    int refusals;

    /** When the next GET is due, in milliseconds since the epoch; a lease's end while it is claimed. */
    long dueAt;

    long fence = UNCLAIMED;

    /** The lease that Redis gave on it while it was claimed here, null when none. */
    Claim lease;

    /** When the next GET was last put off because others may have asked, as {@link #dueAt}; 0 when never. */
    long putOffAt;

    /** Whether it is being asked for on a lease of Redis, which a write to the due queue would end. */
    boolean askedFor;

    /** Whether Redis has confirmed that it knows it. */
    boolean recorded;

    /** Whether it is to be written to Redis. */
    boolean owed;

    OwnVerification(Verification submitted, Origin origin, long dueAt, long expiresAt) {
        this.submitted = submitted;
        this.origin = origin;
        this.dueAt = dueAt;
        this.expiresAt = expiresAt;
    }

    VerificationId id() {
        return submitted.id();
    }

    boolean open() {
        return ended == null && !submitted.status().terminal();
    }

    long footprint() {
        return Footprint.of(submitted) + Footprint.of(origin.receipt()) + Footprint.of(last) + Footprint.of(ended);
    }

    Found.Known known() {
        return new Found.Known(ended == null ? submitted : submitted.with(ended), last);
    }

    /** Whether Redis cannot know better. */
    boolean ahead() {
        return !recorded || ended != null;
    }
}
