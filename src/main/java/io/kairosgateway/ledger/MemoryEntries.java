package io.kairosgateway.ledger;

import io.kairosgateway.verification.LastAnswer;
import io.kairosgateway.verification.State;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.verification.VerificationId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/**
 * The bounded maps behind {@link MemoryLedger}; guarded by its lock.
 *
 * <p><b>Expiry</b> has no timers: everything of one map lives equally long, so each map is in the order of its expiry, and every operation
 * drops what has expired from its head. The watch claims several times a second, so memory is freed in an idle gateway too.
 *
 * <p><b>The bounds</b> are a number and bytes of the heap. The oldest ended ones are forgotten first. An open one is never dropped, because it
 * has been paid for and its decision exists nowhere else yet: once as many are open as may be, {@link #full()} says so before the next upload,
 * and only uploads that were under way by then come on top. Half of the bytes are left to results. An answer of Kairos to an open one that finds
 * no room is not kept. The owners of forgotten ones are bounded as well.
 */
final class MemoryEntries {

    private static final int OWNERS_PER_ENTRY = 10;

    private final InstantSource clock;
    private final int maxEntries;
    private final long maxBytes;
    private final long maxOwners;
    private final long ttl;
    private final long ownershipTtl;

    private final Map<VerificationId, MemoryEntry> open = new LinkedHashMap<>();
    private final Map<VerificationId, MemoryEntry> ended = new LinkedHashMap<>();
    private final Map<VerificationId, Owner> owners = new LinkedHashMap<>();
    private final TreeSet<MemoryEntry.Due> queue = new TreeSet<>();
    private long openBytes;
    private long endedBytes;

    /** @param maxBytes of all verifications together; their owners may take a quarter as much besides */
    MemoryEntries(InstantSource clock, int maxEntries, long maxBytes, Duration ttl, Duration ownershipTtl) {
        this.clock = clock;
        this.maxEntries = maxEntries;
        this.maxBytes = maxBytes;
        this.maxOwners = Math.min((long) maxEntries * OWNERS_PER_ENTRY, Math.max(1, maxBytes / 4 / Footprint.OWNER));
        this.ttl = ttl.toMillis();
        this.ownershipTtl = ownershipTtl.toMillis();
    }

    MemoryEntry get(VerificationId id) {
        MemoryEntry entry = open.get(id);
        return entry != null ? entry : ended.get(id);
    }

    String owner(VerificationId id) {
        Owner owner = owners.get(id);
        return owner == null ? null : owner.tenant;
    }

    /** What a record of it would find. */
    Ledger.Recorded recorded(Verification verification) {
        MemoryEntry entry = get(verification.id());
        if (entry != null) {
            return entry.verification.sameUpload(verification) ? Ledger.Recorded.WRITTEN : Ledger.Recorded.TAKEN;
        }
        String owner = owner(verification.id());
        if (owner == null) {
            return Ledger.Recorded.WRITTEN;
        }
        return owner.equals(verification.tenant()) ? Ledger.Recorded.FORGOTTEN : Ledger.Recorded.TAKEN;
    }

    /** Whether as many are open as may be, so that nothing more may be begun. */
    boolean full() {
        return open.size() >= maxEntries || openBytes >= maxBytes / 2;
    }

    /** @param receipt what Kairos answered to the upload, null when nobody will ask */
    MemoryEntry add(Verification verification, LastAnswer receipt) {
        if (owners.size() >= maxOwners) {
            drop(owners);
        }
        long now = clock.millis();
        MemoryEntry entry = new MemoryEntry(verification, now + ttl);
        owners.put(entry.id(), new Owner(verification.tenant(), now + ownershipTtl));
        if (verification.status().terminal()) {
            ended.put(entry.id(), entry);
        } else {
            open.put(entry.id(), entry);
        }
        entry.receipt = receipt;
        count(entry);
        if (openBytes > maxBytes / 2 && !verification.status().terminal()) {
            entry.receipt = null;
            count(entry);
        }
        makeRoom();
        return entry;
    }

    /** Keeps what Kairos answered without a decision, where there is room. */
    void answered(MemoryEntry entry, LastAnswer last) {
        LastAnswer before = entry.last;
        entry.last = last;
        count(entry);
        if (openBytes > maxBytes / 2) {
            entry.last = before;
            count(entry);
        }
        makeRoom();
    }

    private void count(MemoryEntry entry) {
        uncount(entry);
        entry.bytes = entry.footprint();
        if (open.containsKey(entry.id())) {
            openBytes += entry.bytes;
        } else {
            endedBytes += entry.bytes;
        }
    }

    private void uncount(MemoryEntry entry) {
        if (open.containsKey(entry.id())) {
            openBytes -= entry.bytes;
        } else {
            endedBytes -= entry.bytes;
        }
        entry.bytes = 0;
    }

    /** The newest result stays, however large it is: somebody waits for it. */
    private void makeRoom() {
        while (ended.size() > 1 && (size() > maxEntries || openBytes + endedBytes > maxBytes)) {
            uncount(drop(ended));
        }
    }

    void schedule(MemoryEntry entry, Duration delay) {
        unschedule(entry);
        entry.due = new MemoryEntry.Due(clock.millis() + delay.toMillis(), entry.id());
        queue.add(entry.due);
    }

    /** The first {@code max} entries whose time has come. */
    List<MemoryEntry> due(int max) {
        long now = clock.millis();
        List<MemoryEntry> entries = new ArrayList<>();
        for (MemoryEntry.Due due : queue) {
            if (due.at() > now || entries.size() == max) {
                break;
            }
            entries.add(open.get(due.id()));
        }
        return entries;
    }

    void end(MemoryEntry entry, State.Ended state) {
        take(entry);
        entry.verification = entry.verification.with(state);
        entry.expiresAt = clock.millis() + ttl;
        ended.put(entry.id(), entry);
        count(entry);
        makeRoom();
    }

    boolean remove(VerificationId id) {
        MemoryEntry entry = get(id);
        if (entry == null) {
            return false;
        }
        take(entry);
        return true;
    }

    private void take(MemoryEntry entry) {
        unschedule(entry);
        uncount(entry);
        open.remove(entry.id());
        ended.remove(entry.id());
    }

    void sweep() {
        long now = clock.millis();
        expire(open, now, entry -> entry.expiresAt);
        expire(ended, now, entry -> entry.expiresAt);
        expire(owners, now, owner -> owner.expiresAt);
    }

    /** How many verifications are held; their owners and places in the queue are not counted. */
    int size() {
        return open.size() + ended.size();
    }

    /** What all of them take in the heap, about. */
    long bytes() {
        return openBytes + endedBytes;
    }

    int owners() {
        return owners.size();
    }

    /** For how long the first in the queue has been due. */
    Duration lag() {
        return queue.isEmpty()
                ? Duration.ZERO
                : Duration.ofMillis(Math.max(0, clock.millis() - queue.first().at()));
    }

    int queued() {
        return queue.size();
    }

    private <T> void expire(Map<VerificationId, T> map, long now, ToLongFunction<T> expiresAt) {
        Iterator<T> eldest = map.values().iterator();
        while (eldest.hasNext()) {
            T value = eldest.next();
            if (expiresAt.applyAsLong(value) > now) {
                return;
            }
            if (value instanceof MemoryEntry entry) {
                unschedule(entry);
                uncount(entry);
            }
            eldest.remove();
        }
    }

    private static <T> T drop(Map<?, T> map) {
        Iterator<T> eldest = map.values().iterator();
        T dropped = eldest.next();
        eldest.remove();
        return dropped;
    }

    private void unschedule(MemoryEntry entry) {
        if (entry.due != null) {
            queue.remove(entry.due);
            entry.due = null;
        }
    }

    private record Owner(String tenant, long expiresAt) {}
}
