package io.kairosgateway.ledger;

import io.kairosgateway.verification.VerificationId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The holds that uploads at this replica have taken, as Redis should know them, in case it loses them. Bounded: the oldest are left out, and
 * are in Redis alone then.
 */
final class OwnHolds {

    /** A hold is no longer known here when it is about to be forgotten in Redis, so that it is never brought back after that. */
    private static final long MARGIN_MILLIS = 5_000;

    enum Stage {
        UPLOADING,
        COMMITTED,
        IN_DOUBT,
        BOUND;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What Redis should know of one.
     *
     * @param lease what is left of it, zero when it has lapsed
     * @param memory what is left of it
     * @param id what came of it, null before that
     */
    record Known(Hold hold, Stage stage, Duration lease, Duration memory, VerificationId id) {}

    private record Own(Hold hold, Stage stage, long until, long expiresAt, VerificationId id) {}

    private final InstantSource clock;
    private final int most;
    private final Map<String, Own> byName = new LinkedHashMap<>();
    private final Set<String> owed = new LinkedHashSet<>();

    OwnHolds(InstantSource clock, int most) {
        this.clock = clock;
        this.most = most;
    }

    synchronized void taken(Hold hold, Duration lease) {
        long now = clock.millis();
        expire(now);
        byName.remove(hold.name());
        if (byName.size() >= most) {
            drop(byName.keySet().iterator());
        }
        byName.put(
                hold.name(),
                new Own(
                        hold,
                        Stage.UPLOADING,
                        now + lease.toMillis(),
                        now + hold.memory().toMillis() - MARGIN_MILLIS,
                        null));
    }

    synchronized void committed(Hold hold, Duration lease) {
        become(hold, Stage.COMMITTED, clock.millis() + lease.toMillis(), null);
    }

    synchronized void doubted(Hold hold) {
        become(hold, Stage.IN_DOUBT, 0, null);
    }

    synchronized void bound(Hold hold, VerificationId id) {
        become(hold, Stage.BOUND, 0, id);
    }

    private void become(Hold hold, Stage stage, long until, VerificationId id) {
        byName.computeIfPresent(
                hold.name(),
                (name, own) -> own.hold().holder().equals(hold.holder()) && own.stage() != Stage.BOUND
                        ? new Own(own.hold(), stage, until, own.expiresAt(), id)
                        : own);
    }

    /** It came to nothing. */
    synchronized void gone(Hold hold) {
        Own own = byName.get(hold.name());
        if (own != null && own.hold().holder().equals(hold.holder()) && own.stage() != Stage.BOUND) {
            byName.remove(hold.name());
        }
    }

    synchronized Optional<Known> known(String name) {
        return Optional.ofNullable(byName.get(name))
                .filter(own -> own.expiresAt() > clock.millis())
                .map(this::known);
    }

    private Known known(Own own) {
        long now = clock.millis();
        return new Known(
                own.hold(),
                own.stage(),
                Duration.ofMillis(Math.max(0, own.until() - now)),
                Duration.ofMillis(own.expiresAt() - now),
                own.id());
    }

    synchronized void oweAll() {
        owed.addAll(byName.keySet());
    }

    synchronized boolean owesNothing() {
        return owed.isEmpty();
    }

    synchronized List<Known> owed(int max) {
        owed.removeIf(name -> known(name).isEmpty());
        return owed.stream()
                .limit(max)
                .map(byName::get)
                .filter(Objects::nonNull)
                .map(this::known)
                .toList();
    }

    synchronized void written(Hold hold) {
        owed.remove(hold.name());
    }

    synchronized int size() {
        return byName.size();
    }

    /** In the order of their taking, which is that of their expiry only where all are remembered equally long: a part at a time is enough. */
    private void expire(long now) {
        Iterator<Own> eldest = byName.values().iterator();
        for (int i = 0; i < 2 && eldest.hasNext(); i++) {
            if (eldest.next().expiresAt() <= now) {
                eldest.remove();
            }
        }
    }

    private static void drop(Iterator<?> eldest) {
        eldest.next();
        eldest.remove();
    }
}
