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
     * Writes a verification that Kairos has accepted; when it is still open, its first poll is due after {@code firstPoll}. Writing the same
     * one again is harmless, and never undoes what came after it.
     */
    Uni<Void> record(Verification verification, Duration firstPoll);

    /** What is known of an id. */
    Uni<Found> find(VerificationId id);

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
     * @return false, with nothing written, when it has ended already or is unknown
     */
    Uni<Boolean> conclude(VerificationId id, State.Ended state);

    /**
     * Forgets everything about a verification but who owned it.
     *
     * @return whether there was anything to forget
     */
    Uni<Boolean> forget(VerificationId id);

    /**
     * Takes the one use that a submit token is good for, whichever replica asks first.
     *
     * @param ttl how long the use is remembered; longer than the token is valid, or it could be used again
     * @return false when it has been taken
     */
    Uni<Boolean> reserve(String tokenId, Duration ttl);

    /** Gives a use back that came to nothing; one that is bound stays taken. */
    Uni<Void> release(String tokenId);

    /** Remembers what came of a use, as long as the use itself. */
    Uni<Void> bind(String tokenId, VerificationId id);

    /** What came of a use; empty before that, and when it is no longer remembered. */
    Uni<Optional<VerificationId>> bound(String tokenId);

    /**
     * The ids whose state has changed, by any replica, from the subscription on. Hints: one may be lost or come twice, the truth is what
     * {@link #find} says. Endless; heals itself when the connection is lost.
     */
    Multi<Change> changes();

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
     * The right to poll one verification.
     *
     * @param polls how many polls have been given back before this one
     * @param refusals how many of the last answers in a row were neither a decision nor "not yet"
     * @param fence proves to the ledger that the lease is still this one
     */
    record Claim(Verification verification, int polls, int refusals, long fence) {}
}
