package io.kairosgateway.ledger;

import io.kairosgateway.verification.LastAnswer;
import io.kairosgateway.verification.State;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.verification.VerificationId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What survives a replica: every verification by id, who owns it, and the due queue, the work list of the whole cluster. All replicas
 * that share a ledger are interchangeable.
 *
 * <p>Every {@code Uni} is lazy, ends by itself within the ledger's time limit, and fails with {@link LedgerUnavailableException} when
 * the ledger cannot be reached. None blocks.
 */
public interface Ledger {

    /**
     * Writes a verification that Kairos has accepted, later if it cannot be written now; when it is still open, its first poll is due after {@code firstPoll}. Writing the same
     * one again is harmless, and never undoes what came after it. An id that belongs to another upload stays that one's, and the hold is not bound.
     *
     * @param origin what is written with it in the same step
     */
    Uni<Recorded> record(Verification verification, Duration firstPoll, Origin origin);

    default Uni<Recorded> record(Verification verification, Duration firstPoll) {
        return record(verification, firstPoll, Origin.NONE);
    }

    /** What is known of an id. */
    Uni<Found> find(VerificationId id);

    /** What Kairos answered to the upload, when it was recorded with it, and as long as the verification is known. */
    Uni<Optional<LastAnswer>> receipt(VerificationId id);

    /**
     * Takes up to {@code max} due ids to itself for the time of {@code lease}; whoever dies holding one loses it then, because it simply
     * becomes due again. No id is claimed by two at once.
     */
    Uni<List<Claim>> claim(int max, Duration lease);

    /**
     * Gives a claimed id back, due again after {@code delay}.
     *
     * @param refusals how many answers in a row were neither a decision nor "not yet"
     * @param last what Kairos answered, null when it did not
     * @return false, with nothing written, when the lease had passed to another or the verification has ended
     */
    Uni<Boolean> postpone(Claim claim, int refusals, LastAnswer last, Duration delay);

    /**
     * Ends a verification: state, due queue and notification change in one step. A decision is never replaced; {@code TimedOut} is, by one.
     *
     * @param verification as it was claimed or found, whatever has become of it since
     * @return false, with nothing written, when it has ended already or is unknown
     */
    Uni<Boolean> conclude(Verification verification, State.Ended state);

    /**
     * Forgets everything about a verification but who owned it.
     *
     * @return whether there was anything to forget
     */
    Uni<Boolean> forget(VerificationId id);

    /**
     * Takes a hold, whichever replica asks first.
     *
     * @param lease how long the upload may take before it is committed; when it has lapsed, the next who asks gets the hold
     */
    Uni<Hold.Reserved> reserve(Hold hold, Duration lease);

    /**
     * Says that Kairos may have all of the upload from now on.
     *
     * @param lease how long the answer may take; when it has lapsed, the hold is in doubt
     * @return false when the hold was lost to another, so nothing more may be sent
     */
    Uni<Boolean> commit(Hold hold, Duration lease);

    /** Gives a hold back that came to nothing; one that is bound, or is another's, stays. */
    Uni<Void> release(Hold hold);

    /** Says that nobody knows what came of the upload; one that is bound, or is another's, stays as it is. */
    Uni<Void> doubt(Hold hold);

    /** What came of the upload that held {@code name}; empty before that, and when it is no longer remembered. */
    Uni<Optional<VerificationId>> bound(String name);

    /**
     * Counts one more in the window of this name, unless it is full; a window begins with the first one that it counts. Never fails: while
     * the ledger cannot be reached, this replica counts for itself.
     */
    Uni<Count> count(String name, int limit, Duration window);

    /**
     * The ids whose state has changed, by any replica, from the subscription on. Hints: one may be lost or come twice, the truth is what
     * {@link #find} says. Endless; heals itself when the connection is lost.
     */
    Multi<Change> changes();

    /** How much work the whole cluster has; cheap, but nothing to ask for with every request. */
    Uni<Backlog> backlog();

    /** Whether only what this replica knows by itself can be had at the moment. */
    default boolean degraded() {
        return false;
    }

    /** Whether no more verifications can be taken up, so that an upload has to be refused before its body. */
    default boolean full() {
        return false;
    }

    /** Whether changes that other replicas make are noticed late at the moment. */
    default boolean deaf() {
        return false;
    }

    /** Whether it has once done all that is asked of it: answered, been read and been written. */
    default boolean proved() {
        return true;
    }

    /** How many accepted verifications would be lost with this replica, because they are recorded in its memory alone so far. */
    default int owed() {
        return 0;
    }

    /** What {@link #record} found under the id. */
    enum Recorded {
        /** Nothing, or the same upload. */
        WRITTEN,
        /** One of the same tenant that is forgotten. */
        FORGOTTEN,
        /** Another upload: another tenant's, of another kind, or an earlier one. */
        TAKEN
    }

    /**
     * The upload that a verification came of.
     *
     * @param hold bound to it, null when the upload held nothing
     * @param receipt what Kairos answered to it, null when nobody will ask
     */
    record Origin(Hold hold, LastAnswer receipt) {

        public static final Origin NONE = new Origin(null, null);
    }

    /**
     * What {@link #count} says.
     *
     * @param within whether it was counted
     * @param left how many more the window takes
     * @param reset until the next window
     */
    record Count(boolean within, int left, Duration reset) {}

    /** What {@link #changes} tells. */
    sealed interface Change {

        record Of(VerificationId id) implements Change {}

        /** Hints may have been missed: read everything that matters again. */
        record Resubscribed() implements Change {}
    }

    /** What {@link #find} found. */
    sealed interface Found {

        /** @param last what Kairos last answered without a decision, null when nothing */
        record Known(Verification verification, LastAnswer last) implements Found {}

        /** Its result was deleted or has expired; only its owner is still known. */
        record Forgotten(String tenant) implements Found {}

        record Unknown() implements Found {}
    }

    /**
     * The due queue as it is now.
     *
     * @param length how many are still polled, due or not
     * @param lag for how long the first has been due, zero when it is not
     */
    record Backlog(long length, Duration lag) {}

    /**
     * The right to poll one verification.
     *
     * @param polls how many polls have been given back before this one
     * @param refusals how many of the last polls in a row came to neither a decision nor "not yet", or did not come back at all
     * @param fence proves to the ledger that the lease is still this one
     */
    record Claim(Verification verification, int polls, int refusals, long fence) {}
}
