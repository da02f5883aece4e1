package io.kairosgateway.watch;

import io.kairosgateway.kairos.KairosReply;
import io.kairosgateway.kairos.KairosResults.Asked;
import io.kairosgateway.ledger.Ledger;
import io.kairosgateway.ledger.Ledger.Claim;
import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.verification.LastAnswer;
import io.kairosgateway.verification.State;
import io.kairosgateway.verification.Verification;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;

/** Enters in the ledger what a poll has come to: an end, or when to ask again. */
@Singleton
class Settlement {

    /** One odd answer may be a hiccup of Kairos; this many in a row are its answer. */
    private static final int REFUSALS_TO_FAIL = 3;

    /** So many in a row mean that polls of this id do not come back: then it is what ends them, and it must not end the next replica. */
    private static final int REFUSALS_TO_GIVE_UP = 8;

    private final Ledger ledger;
    private final PollSchedule schedule;
    private final Latencies latencies;
    private final Duration budget;
    private final WatchMeters meters;

    Settlement(
            Ledger ledger, PollSchedule schedule, Latencies latencies, GatewaySettings settings, WatchMeters meters) {
        this.ledger = ledger;
        this.schedule = schedule;
        this.latencies = latencies;
        this.budget = settings.watch().budget();
        this.meters = meters;
    }

    /** Whether the id has brought down so many polls that it is not asked for again. */
    static boolean hopeless(Claim claim) {
        return claim.refusals() >= REFUSALS_TO_GIVE_UP;
    }

    /** Ends what is hopeless. */
    Uni<?> giveUp(Claim claim) {
        Log.warnf(
                "polls do not come back, so it is asked for no more verification=%s",
                claim.verification().id());
        return ledger.conclude(claim.verification(), new State.Failed(Instant.now(), null));
    }

    /** Fails when the ledger cannot be written; the lease runs out then, and the id is due again. */
    Uni<?> of(Claim claim, Asked asked) {
        KairosReply reply = asked.reply();
        Verification verification = claim.verification();
        Instant now = Instant.now();
        meters.polled(reply);
        if (reply instanceof KairosReply.Decided decided) {
            latencies.decided(verification, claim.polls(), decided.took(), now);
            return ledger.conclude(verification, new State.Decided(decided.decision(), now))
                    .invoke(first -> {
                        if (first) {
                            meters.decided(verification, now);
                        }
                    });
        }
        // This poll has come back, so what was lost before it was not its doing.
        int refusals = Math.min(claim.refusals(), REFUSALS_TO_FAIL - 1);
        if (reply instanceof KairosReply.Unreadable unreadable) {
            refusals++;
            if (refusals >= REFUSALS_TO_FAIL) {
                return ledger.conclude(verification, new State.Failed(now, unreadable.json()));
            }
        } else if (reply instanceof KairosReply.Pending) {
            refusals = 0;
            latencies.pending(verification.id(), now);
        }
        Duration left = Duration.between(now, verification.submittedAt().plus(budget));
        if (left.isNegative() || left.isZero()) {
            return ledger.conclude(verification, new State.TimedOut(now));
        }
        Duration wait = schedule.after(claim, asked, now);
        return ledger.postpone(claim, refusals, last(asked), wait.compareTo(left) < 0 ? wait : left);
    }

    /** Only what Kairos said of the verification: what it says of our credentials or its health is not the drop-in's to show. */
    private static LastAnswer last(Asked asked) {
        boolean ofVerification = asked.answer() != null && !(asked.reply() instanceof KairosReply.Unavailable);
        return ofVerification ? asked.answer().asLast() : null;
    }
}
