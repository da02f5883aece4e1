package io.kairosgateway.ledger;

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
 * <p><b>The bound</b> forgets the oldest ended ones first. An open one is never dropped, because it has been paid for and its decision
 * exists nowhere else yet; so the bound may be passed while more than {@code maxEntries} are open. They are few hundred bytes each,
 * hold no result, and cannot pile up: uploads at once are limited by {@code gateway.intake.max-in-flight}, and each one ends within
 * {@code gateway.watch.budget}. The owners of forgotten ones are bounded by {@value #OWNERS_PER_ENTRY} times as many.
 */
final class MemoryEntries {

    private static final int OWNERS_PER_ENTRY = 10;

    private final InstantSource clock;
    private final int maxEntries;
    private final long ttl;
    private final long ownershipTtl;

    private final Map<VerificationId, MemoryEntry> open = new LinkedHashMap<>();
    private final Map<VerificationId, MemoryEntry> ended = new LinkedHashMap<>();
    private final Map<VerificationId, Owner> owners = new LinkedHashMap<>();
    private final TreeSet<MemoryEntry.Due> queue = new TreeSet<>();

    MemoryEntries(InstantSource clock, int maxEntries, Duration ttl, Duration ownershipTtl) {
        this.clock = clock;
        this.maxEntries = maxEntries;
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

    MemoryEntry add(Verification verification) {
        while (size() >= maxEntries && !ended.isEmpty()) {
            dropEldest(ended);
        }
        if (owners.size() >= (long) maxEntries * OWNERS_PER_ENTRY) {
            dropEldest(owners);
        }
        long now = clock.millis();
        MemoryEntry entry = new MemoryEntry(verification, now + ttl);
        (verification.status().terminal() ? ended : open).put(entry.id(), entry);
        owners.put(entry.id(), new Owner(verification.tenant(), now + ownershipTtl));
        return entry;
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
        unschedule(entry);
        open.remove(entry.id());
        ended.remove(entry.id());
        entry.verification = entry.verification.with(state);
        entry.expiresAt = clock.millis() + ttl;
        ended.put(entry.id(), entry);
    }

    boolean remove(VerificationId id) {
        MemoryEntry entry = get(id);
        if (entry == null) {
            return false;
        }
        unschedule(entry);
        open.remove(id);
        ended.remove(id);
        return true;
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
            }
            eldest.remove();
        }
    }

    private static void dropEldest(Map<?, ?> map) {
        Iterator<?> eldest = map.keySet().iterator();
        eldest.next();
        eldest.remove();
    }

    private void unschedule(MemoryEntry entry) {
        if (entry.due != null) {
            queue.remove(entry.due);
            entry.due = null;
        }
    }

    private record Owner(String tenant, long expiresAt) {}
}
