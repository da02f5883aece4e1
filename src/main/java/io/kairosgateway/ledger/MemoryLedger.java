package io.kairosgateway.ledger;

import io.kairosgateway.verification.LastAnswer;
import io.kairosgateway.verification.State;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.verification.VerificationId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The ledger of a gateway that runs alone, without Redis: it lives and ends with the process.
 *
 * <p>Each operation is a short critical section over maps, so it may run on an event loop. The Unis do their work on the subscriber's thread.
 */
final class MemoryLedger implements Ledger {

    /** A hold is small; like the owners, it outlives a verification that makes room for a newer one. */
    private static final long HOLDS_PER_ENTRY = 10;

    private final Changes changes = new Changes();
    private final MemoryEntries entries;
    private final MemoryHolds holds;
    private final MemoryWindows windows;
    private long fences;

    /** @param maxBytes of the heap, about: half of it for verifications, an eighth for their owners, the rest for holds */
    MemoryLedger(InstantSource clock, int maxEntries, long maxBytes, Duration ttl, Duration ownershipTtl) {
        this.entries = new MemoryEntries(clock, maxEntries, maxBytes / 2, ttl, ownershipTtl);
        this.holds = new MemoryHolds(
                clock, Math.min(maxEntries * HOLDS_PER_ENTRY, Math.max(1, maxBytes * 3 / 8 / Footprint.HOLD)));
        this.windows = new MemoryWindows(clock);
    }

    @Override
    public Uni<Recorded> record(Verification verification, Duration firstPoll, Origin origin) {
        return Uni.createFrom().item(() -> {
            synchronized (entries) {
                entries.sweep();
                Recorded known = entries.recorded(verification);
                if (known != Recorded.WRITTEN) {
                    return known;
                }
                if (origin.hold() != null) {
                    holds.bind(origin.hold(), verification.id());
                }
                if (entries.get(verification.id()) == null) {
                    MemoryEntry entry = entries.add(verification, origin.receipt());
                    if (!verification.status().terminal()) {
                        entries.schedule(entry, firstPoll);
                    }
                }
                return Recorded.WRITTEN;
            }
        });
    }

    @Override
    public Uni<Found> find(VerificationId id) {
        return Uni.createFrom().item(() -> {
            synchronized (entries) {
                entries.sweep();
                MemoryEntry entry = entries.get(id);
                if (entry != null) {
                    return new Found.Known(entry.verification, entry.last);
                }
                String owner = entries.owner(id);
                return owner != null ? new Found.Forgotten(owner) : new Found.Unknown();
            }
        });
    }

    @Override
    public Uni<Optional<LastAnswer>> receipt(VerificationId id) {
        return Uni.createFrom().item(() -> {
            synchronized (entries) {
                entries.sweep();
                return Optional.ofNullable(entries.get(id)).map(entry -> entry.receipt);
            }
        });
    }

    @Override
    public Uni<List<Claim>> claim(int max, Duration lease) {
        return Uni.createFrom().item(() -> {
            synchronized (entries) {
                entries.sweep();
                List<Claim> claims = new ArrayList<>();
                for (MemoryEntry entry : entries.due(max)) {
                    entries.schedule(entry, lease);
                    entry.fence = ++fences;
                    claims.add(new Claim(entry.verification, entry.polls, entry.refusals++, entry.fence));
                }
                return claims;
            }
        });
    }

    @Override
    public Uni<Boolean> postpone(Claim claim, int refusals, LastAnswer last, Duration delay) {
        return Uni.createFrom().item(() -> {
            synchronized (entries) {
                entries.sweep();
                MemoryEntry entry = entries.get(claim.verification().id());
                if (entry == null || entry.verification.status().terminal() || entry.fence != claim.fence()) {
                    return false;
                }
                entry.fence = MemoryEntry.UNCLAIMED;
                entry.polls++;
                entry.refusals = refusals;
                if (last != null) {
                    entries.answered(entry, last);
                }
                entries.schedule(entry, delay);
                return true;
            }
        });
    }

    @Override
    public Uni<Boolean> conclude(Verification verification, State.Ended state) {
        VerificationId id = verification.id();
        return Uni.createFrom().item(() -> {
            synchronized (entries) {
                entries.sweep();
                MemoryEntry entry = entries.get(id);
                if (entry == null
                        || !entry.verification.sameUpload(verification)
                        || !Conclusion.replaceableBy(state).contains(entry.verification.status())) {
                    return false;
                }
                entries.end(entry, state);
            }
            changes.changed(id);
            return true;
        });
    }

    @Override
    public Uni<Boolean> forget(VerificationId id) {
        return Uni.createFrom().item(() -> {
            synchronized (entries) {
                entries.sweep();
                if (!entries.remove(id)) {
                    return false;
                }
            }
            changes.changed(id);
            return true;
        });
    }

    @Override
    public Uni<Hold.Reserved> reserve(Hold hold, Duration lease) {
        return Uni.createFrom().item(() -> holds.reserve(hold, lease));
    }

    @Override
    public Uni<Boolean> commit(Hold hold, Duration lease) {
        return Uni.createFrom().item(() -> holds.commit(hold, lease));
    }

    @Override
    public Uni<Void> release(Hold hold) {
        return Uni.createFrom().voidItem().invoke(() -> holds.release(hold));
    }

    @Override
    public Uni<Void> doubt(Hold hold) {
        return Uni.createFrom().voidItem().invoke(() -> holds.doubt(hold));
    }

    @Override
    public Uni<Optional<VerificationId>> bound(String name) {
        return Uni.createFrom().item(() -> holds.bound(name));
    }

    @Override
    public Uni<Count> count(String name, int limit, Duration window) {
        return Uni.createFrom().item(() -> windows.count(name, limit, window));
    }

    @Override
    public Uni<Backlog> backlog() {
        return Uni.createFrom().item(() -> {
            synchronized (entries) {
                return new Backlog(entries.queued(), entries.lag());
            }
        });
    }

    @Override
    public boolean full() {
        synchronized (entries) {
            entries.sweep();
            return entries.full();
        }
    }

    @Override
    public Multi<Change> changes() {
        return changes.stream();
    }
}
