package io.kairosgateway.ledger;

import io.kairosgateway.verification.VerificationId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The holds of a gateway that runs alone. What has expired is dropped at the next reservation. When it is full, a new hold is refused:
 * dropping an old one instead would let its upload be repeated.
 */
final class MemoryHolds {

    private final InstantSource clock;
    private final long max;
    private final Map<String, Held> holds = new HashMap<>();
    private final TreeSet<Held> byExpiry =
            new TreeSet<>(Comparator.comparingLong(Held::expiresAt).thenComparing(Held::name));

    private enum Stage {
        UPLOADING,
        COMMITTED,
        IN_DOUBT,
        BOUND
    }

    MemoryHolds(InstantSource clock, long max) {
        this.clock = clock;
        this.max = max;
    }

    /** @throws StoreFullException when there is no room */
    synchronized Hold.Reserved reserve(Hold hold, Duration lease) {
        expire();
        Held held = holds.get(hold.name());
        if (held != null && !(held.stage == Stage.UPLOADING && (lapsed(held) || held.holder.equals(hold.holder())))) {
            return new Hold.Reserved.Taken(held.fingerprint, fate(held));
        }
        if (held != null) {
            remove(held);
        } else if (holds.size() >= max) {
            throw new StoreFullException();
        }
        long now = clock.millis();
        put(new Held(
                hold.name(),
                hold.holder(),
                hold.fingerprint(),
                Stage.UPLOADING,
                now + lease.toMillis(),
                now + hold.memory().toMillis(),
                null));
        return new Hold.Reserved.Mine();
    }

    private Hold.Fate fate(Held held) {
        if (held.stage == Stage.BOUND) {
            return new Hold.Fate.Bound(held.id);
        }
        return held.stage == Stage.IN_DOUBT || lapsed(held) ? new Hold.Fate.InDoubt() : new Hold.Fate.InFlight();
    }

    synchronized boolean commit(Hold hold, Duration lease) {
        Optional<Held> uploading = own(hold).filter(held -> held.stage == Stage.UPLOADING);
        uploading.ifPresent(held -> replace(held, held.at(Stage.COMMITTED, clock.millis() + lease.toMillis(), null)));
        return uploading.isPresent();
    }

    synchronized void release(Hold hold) {
        own(hold).filter(held -> held.stage != Stage.BOUND).ifPresent(this::remove);
    }

    synchronized void doubt(Hold hold) {
        own(hold)
                .filter(held -> held.stage != Stage.BOUND)
                .ifPresent(held -> replace(held, held.at(Stage.IN_DOUBT, held.until, null)));
    }

    synchronized void bind(Hold hold, VerificationId id) {
        own(hold).ifPresent(held -> replace(held, held.at(Stage.BOUND, held.until, id)));
    }

    synchronized Optional<VerificationId> bound(String name) {
        expire();
        return Optional.ofNullable(holds.get(name)).map(Held::id);
    }

    private Optional<Held> own(Hold hold) {
        expire();
        return Optional.ofNullable(holds.get(hold.name())).filter(held -> held.holder.equals(hold.holder()));
    }

    private boolean lapsed(Held held) {
        return held.until <= clock.millis();
    }

    private void replace(Held old, Held next) {
        remove(old);
        put(next);
    }

    private void put(Held held) {
        holds.put(held.name, held);
        byExpiry.add(held);
    }

    private void remove(Held held) {
        holds.remove(held.name);
        byExpiry.remove(held);
    }

    private void expire() {
        while (!byExpiry.isEmpty() && byExpiry.first().expiresAt <= clock.millis()) {
            remove(byExpiry.first());
        }
    }

    private record Held(
            String name,
            String holder,
            String fingerprint,
            Stage stage,
            long until,
            long expiresAt,
            VerificationId id) {

        Held at(Stage next, long leaseUntil, VerificationId cameOfIt) {
            return new Held(name, holder, fingerprint, next, leaseUntil, expiresAt, cameOfIt);
        }
    }
}
