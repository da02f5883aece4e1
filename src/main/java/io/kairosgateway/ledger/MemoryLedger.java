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

    /** A use is small, and lives for minutes; there can be no more of them than uploads. */
    private static final long TOKEN_USES_PER_ENTRY = 10;

    private final Changes changes = new Changes();
    private final MemoryEntries entries;
    private final MemoryTokenUses tokens;
    private long fences;

    MemoryLedger(InstantSource clock, int maxEntries, Duration ttl, Duration ownershipTtl) {
        this.entries = new MemoryEntries(clock, maxEntries, ttl, ownershipTtl);
        this.tokens = new MemoryTokenUses(clock, maxEntries * TOKEN_USES_PER_ENTRY);
    }

    @Override
    public Uni<Void> record(Verification verification, Duration firstPoll) {
        return Uni.createFrom().item(() -> {
            synchronized (entries) {
                entries.sweep();
                if (entries.owner(verification.id()) == null) {
                    MemoryEntry entry = entries.add(verification);
                    if (!verification.status().terminal()) {
                        entries.schedule(entry, firstPoll);
                    }
                }
                return null;
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
    public Uni<List<Claim>> claim(int max, Duration lease) {
        return Uni.createFrom().item(() -> {
            synchronized (entries) {
                entries.sweep();
                List<Claim> claims = new ArrayList<>();
                for (MemoryEntry entry : entries.due(max)) {
                    entries.schedule(entry, lease);
                    entry.fence = ++fences;
                    claims.add(new Claim(entry.verification, entry.polls, entry.refusals, entry.fence));
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
                entry.last = last != null ? last : entry.last;
                entries.schedule(entry, delay);
                return true;
            }
        });
    }

    @Override
    public Uni<Boolean> conclude(VerificationId id, State.Ended state) {
        return Uni.createFrom().item(() -> {
            synchronized (entries) {
                entries.sweep();
                MemoryEntry entry = entries.get(id);
                if (entry == null || !Conclusion.replaceableBy(state).contains(entry.verification.status())) {
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
    public Uni<Boolean> reserve(String tokenId, Duration ttl) {
        return Uni.createFrom().item(() -> tokens.reserve(tokenId, ttl));
    }

    @Override
    public Uni<Void> release(String tokenId) {
        return Uni.createFrom().voidItem().invoke(() -> tokens.release(tokenId));
    }

    @Override
    public Uni<Void> bind(String tokenId, VerificationId id) {
        return Uni.createFrom().voidItem().invoke(() -> tokens.bind(tokenId, id));
    }

    @Override
    public Uni<Optional<VerificationId>> bound(String tokenId) {
        return Uni.createFrom().item(() -> tokens.bound(tokenId));
    }

    @Override
    public Multi<Change> changes() {
        return changes.stream();
    }
}
