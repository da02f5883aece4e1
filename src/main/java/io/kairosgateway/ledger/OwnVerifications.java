package io.kairosgateway.ledger;

import io.kairosgateway.ledger.Ledger.Claim;
import io.kairosgateway.ledger.Ledger.Found;
import io.kairosgateway.ledger.Ledger.Origin;
import io.kairosgateway.verification.LastAnswer;
import io.kairosgateway.verification.State;
import io.kairosgateway.verification.Status;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.verification.VerificationId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The open verifications that were submitted to this replica, beside Redis, and what Redis is owed of them. Bounded: what Redis knows may be
 * left out, and is then neither polled nor readable here while Redis is away; what it does not know is never dropped for anything newer. So when
 * that fills it, uploads are refused before their bodies ({@link #full()}), and decisions that find no room are asked for again later.
 */
final class OwnVerifications {

    /** While others may have polled an id, the next GET is due after this share of its age, as the schedule would have it. */
    private static final long SHARE_OF_AGE = 3;

    private static final long LEAST_DELAY_MILLIS = 1_000;
    private static final long MOST_DELAY_MILLIS = 15_000;
    private static final long PUT_OFF_ONCE_MILLIS = 4 * MOST_DELAY_MILLIS;

    /** The default schedule's n-th GET is 4 s * (1.5^n - 1) after the submit. */
    private static final double SCHEDULE_MILLIS = 4_000;

    private static final double SCHEDULE_GROWTH = 1.5;

    /** Of what is written at once: each value is sealed, and waits in a connection, besides being here. */
    private static final long MOST_OWED_BYTES = 1 << 20;

    /**
     * What is to be written of one.
     *
     * @param delay until its next GET
     */
    record Owed(Verification submitted, Origin origin, State.Ended ended, Duration delay, int polls, LastAnswer last) {

        VerificationId id() {
            return submitted.id();
        }
    }

    private final InstantSource clock;
    private final int most;
    private final long mostBytes;
    private final long keepMillis;
    private final Map<VerificationId, OwnVerification> all = new LinkedHashMap<>();
    private long fences;
    private long bytes;

    /** @param keep how long one is kept that Redis knows; no longer than Redis does, and not much longer than it is polled */
    OwnVerifications(InstantSource clock, int most, long mostBytes, Duration keep) {
        this.clock = clock;
        this.most = most;
        this.mostBytes = mostBytes;
        this.keepMillis = keep.toMillis();
    }

    /** Whether one was kept, and why not. */
    enum Kept {
        KEPT,
        /** There is none even without all that Redis knows. */
        NO_ROOM,
        /** Its id is another upload's. */
        TAKEN
    }

    synchronized Kept keep(Verification verification, Duration firstPoll, Origin origin) {
        sweep();
        OwnVerification known = all.get(verification.id());
        if (known != null) {
            return known.submitted.sameUpload(verification) ? Kept.KEPT : Kept.TAKEN;
        }
        long now = clock.millis();
        OwnVerification own = new OwnVerification(verification, origin, now + firstPoll.toMillis(), now + keepMillis);
        while (all.size() >= most || bytes + own.footprint() > mostBytes) {
            if (!dropEldestKnown(null)) {
                return Kept.NO_ROOM;
            }
        }
        all.put(own.id(), own);
        count(own);
        return Kept.KEPT;
    }

    /** Whether what Redis does not know takes so much room that only what is under way can still be taken. */
    synchronized boolean full() {
        if (all.size() < nearly(most) && bytes < nearly(mostBytes)) {
            return false;
        }
        long ahead = 0;
        long bytesAhead = 0;
        for (OwnVerification own : all.values()) {
            if (own.ahead()) {
                ahead++;
                bytesAhead += own.bytes;
            }
        }
        return ahead >= nearly(most) || bytesAhead >= nearly(mostBytes);
    }

    private static long nearly(long limit) {
        return limit - limit / 10;
    }

    private void count(OwnVerification own) {
        bytes -= own.bytes;
        own.bytes = own.footprint();
        bytes += own.bytes;
    }

    /** Whether there is room for so much more of this one, now that others may have been left out for it. */
    private boolean roomFor(OwnVerification own, long more) {
        while (bytes + more > mostBytes) {
            if (!dropEldestKnown(own)) {
                return false;
            }
        }
        return true;
    }

    private void remove(VerificationId id) {
        OwnVerification removed = all.remove(id);
        if (removed != null) {
            bytes -= removed.bytes;
        }
    }

    /** Redis has it now. */
    synchronized void recorded(VerificationId id) {
        OwnVerification own = all.get(id);
        if (own != null) {
            own.recorded = true;
            if (!own.open() && own.ended == null) {
                remove(id);
            }
        }
    }

    synchronized boolean owe(VerificationId id) {
        OwnVerification own = all.get(id);
        if (own != null) {
            own.owed = true;
        }
        return own != null;
    }

    /** What Redis may have lost. */
    synchronized void oweAllOpen() {
        sweep();
        all.values().forEach(own -> own.owed = true);
    }

    /** From now on they are polled from here, the ones that others may have polled meanwhile as late as one of their age would be. */
    synchronized void pollFromHere() {
        oweAllOpen();
        long now = clock.millis();
        for (OwnVerification own : all.values()) {
            boolean dueMeanwhile = own.open() && own.fence == OwnVerification.UNCLAIMED && own.dueAt < now;
            // Not again and again: a Redis that comes and goes would keep it from ever being asked for.
            if (dueMeanwhile && now - own.putOffAt > PUT_OFF_ONCE_MILLIS) {
                own.putOffAt = now;
                long age = Math.max(0, now - own.submitted.submittedAt().toEpochMilli());
                own.dueAt = now + Math.max(LEAST_DELAY_MILLIS, Math.min(age / SHARE_OF_AGE, MOST_DELAY_MILLIS));
                own.polls = Math.max(own.polls, (int) (Math.log1p(age / SCHEDULE_MILLIS) / Math.log(SCHEDULE_GROWTH)));
            }
        }
    }

    synchronized Optional<Found.Known> find(VerificationId id) {
        return get(id).map(OwnVerification::known);
    }

    /** What is known better here than in Redis. */
    synchronized Optional<Found.Known> ahead(VerificationId id) {
        return get(id).filter(OwnVerification::ahead).map(OwnVerification::known);
    }

    private Optional<OwnVerification> get(VerificationId id) {
        OwnVerification own = all.get(id);
        if (own != null && expired(own, clock.millis())) {
            remove(id);
            return Optional.empty();
        }
        return Optional.ofNullable(own);
    }

    /** What it was recorded as, to record it again. */
    synchronized Optional<Owed> original(VerificationId id) {
        return get(id).map(this::snapshot);
    }

    synchronized Optional<VerificationId> bound(String hold) {
        return all.values().stream()
                .filter(own ->
                        own.origin.hold() != null && own.origin.hold().name().equals(hold))
                .map(OwnVerification::id)
                .findFirst();
    }

    /** Redis has an end of it; what is owed is still to be written, because it may replace that. */
    synchronized void ended(VerificationId id) {
        OwnVerification own = all.get(id);
        if (own != null && own.ended == null) {
            remove(id);
        }
    }

    synchronized void drop(VerificationId id) {
        remove(id);
    }

    synchronized List<Claim> claim(int max, Duration lease) {
        long now = clock.millis();
        return all.values().stream()
                .filter(own -> own.open() && own.dueAt <= now)
                .sorted(Comparator.comparingLong(own -> own.dueAt))
                .limit(max)
                .map(own -> {
                    own.dueAt = now + lease.toMillis();
                    own.askedFor = false;
                    own.fence = --fences;
                    own.lease = null;
                    return new Claim(own.submitted, own.polls, own.refusals, own.fence);
                })
                .toList();
    }

    /**
     * Redis has given a lease.
     *
     * @return whether nobody need ask: it has ended here, or is being asked for on a claim of here, which the lease covers then
     */
    synchronized boolean leased(Claim claim, Duration lease) {
        OwnVerification own = all.get(claim.verification().id());
        if (own == null || !own.submitted.sameUpload(claim.verification())) {
            return false;
        }
        if (own.ended != null) {
            return true;
        }
        if (own.fence != OwnVerification.UNCLAIMED && own.dueAt > clock.millis()) {
            own.lease = claim;
            return true;
        }
        own.fence = OwnVerification.UNCLAIMED;
        own.dueAt = clock.millis() + lease.toMillis();
        own.askedFor = true;
        return false;
    }

    /** @return the lease in Redis that is to be given back, if there is one */
    synchronized Optional<Claim> postpone(Claim claim, int refusals, LastAnswer last, Duration delay) {
        OwnVerification own = all.get(claim.verification().id());
        if (own == null || own.fence != claim.fence()) {
            return Optional.empty();
        }
        own.fence = OwnVerification.UNCLAIMED;
        Optional<Claim> lease = Optional.ofNullable(own.lease);
        polled(own, claim.polls() + 1, refusals, last, delay);
        return lease;
    }

    /** Remembers a poll on a lease of Redis, for when Redis is away. */
    synchronized void polled(Claim claim, int refusals, LastAnswer last, Duration delay) {
        OwnVerification own = all.get(claim.verification().id());
        if (own != null && own.fence == OwnVerification.UNCLAIMED) {
            polled(own, claim.polls() + 1, refusals, last, delay);
        }
    }

    private void polled(OwnVerification own, int polls, int refusals, LastAnswer last, Duration delay) {
        own.polls = polls;
        own.refusals = refusals;
        if (last != null && roomFor(own, Footprint.of(last))) {
            own.last = last;
            count(own);
        }
        own.dueAt = clock.millis() + delay.toMillis();
        own.lease = null;
        own.askedFor = false;
    }

    /**
     * Ends one from here. A failure is no decision and never replaced, so where another replica may know better it has to wait for Redis.
     *
     * @return whether it has ended with this; empty when nothing is known of it
     */
    synchronized Optional<Boolean> conclude(VerificationId id, State.Ended state) {
        OwnVerification own = all.get(id);
        if (own == null) {
            return Optional.empty();
        }
        boolean ends = Conclusion.replaceableBy(state)
                        .contains(own.known().verification().status())
                && (state.status() != Status.FAILED || !own.recorded);
        if (ends && !roomFor(own, Footprint.of(state))) {
            own.askedFor = false;
            own.fence = OwnVerification.UNCLAIMED;
            own.dueAt = clock.millis() + MOST_DELAY_MILLIS;
            return Optional.of(false);
        }
        if (ends) {
            own.ended = state;
            count(own);
            own.fence = OwnVerification.UNCLAIMED;
            own.owed = true;
        }
        return Optional.of(ends);
    }

    /** What is to be written; not what is being asked for, whose outcome is to be written with it. */
    synchronized List<Owed> owed(int max) {
        sweep();
        long now = clock.millis();
        List<Owed> owed = new ArrayList<>();
        long size = 0;
        for (OwnVerification own : all.values()) {
            if (owed.size() == max || size >= MOST_OWED_BYTES) {
                break;
            }
            if (own.owed && (own.fence == OwnVerification.UNCLAIMED && !own.askedFor || own.dueAt <= now)) {
                owed.add(snapshot(own));
                size += own.bytes;
            }
        }
        return owed;
    }

    private Owed snapshot(OwnVerification own) {
        Duration delay = Duration.ofMillis(Math.max(0, own.dueAt - clock.millis()));
        return new Owed(own.submitted, own.origin, own.ended, delay, own.polls, own.last);
    }

    /** Redis has it as it was when {@code owed} was read; what has become of it since is still owed. */
    synchronized void written(Owed owed) {
        OwnVerification own = all.get(owed.id());
        if (own == null) {
            return;
        }
        own.recorded = true;
        if (own.ended == owed.ended() && own.polls == owed.polls()) {
            own.owed = false;
            if (!own.open()) {
                remove(own.id());
            }
        }
    }

    /** What would be lost with this replica. */
    synchronized List<VerificationId> unrecorded() {
        return all.values().stream()
                .filter(own -> own.owed && !own.recorded)
                .map(OwnVerification::id)
                .toList();
    }

    private void sweep() {
        long now = clock.millis();
        List<OwnVerification> expired =
                all.values().stream().filter(own -> expired(own, now)).toList();
        expired.forEach(own -> remove(own.id()));
    }

    private static boolean expired(OwnVerification own, long now) {
        return own.expiresAt <= now && !own.ahead() && !own.owed;
    }

    private boolean dropEldestKnown(OwnVerification butNot) {
        for (OwnVerification own : all.values()) {
            if (!own.ahead() && own != butNot) {
                remove(own.id());
                return true;
            }
        }
        return false;
    }
}
