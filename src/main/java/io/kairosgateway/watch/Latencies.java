package io.kairosgateway.watch;

import io.kairosgateway.verification.Kind;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.verification.VerificationId;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What decisions have taken lately, by kind and profile: the median of the last {@value #WINDOW}, which a few odd ones do not move, and how
 * far they scatter behind it. Each replica learns from what it polls, and it polls what any has submitted.
 *
 * <p>When a decision was made is not known, only between which GETs: after the last that said "not yet" and before the one that brought it.
 * Taking the latter for the moment would make a first GET that is late confirm itself for ever. So Kairos' own two times are believed, precise
 * to a second, where they fit in between; else the middle is taken, and of a decision that was there at the first GET a moment a little
 * before, until the first GET comes early once and the true moment lies between two again.
 */
@Singleton
class Latencies {

    private static final int WINDOW = 32;

    /** So many before anything is taken for typical. */
    static final int FEWEST = 5;

    /** Profiles are a closed set in the settings, but replicas with other settings may share the ledger. */
    private static final int MOST_KEYS = 64;

    private static final int MOST_PENDING = 10_000;

    private static final long PRECISION_MILLIS = 1000;

    /** By when a late decision is there: nine of ten are. */
    private static final double LATE = 0.9;

    /** How much earlier than the first GET a decision is taken to have been there, when nothing else is known. */
    private static final double PROBE = 0.9;

    private final Map<Key, Deque<Long>> windows = bounded(MOST_KEYS);
    private final Map<VerificationId, Instant> pending = bounded(MOST_PENDING);

    private record Key(Kind kind, String profile) {

        static Key of(Verification verification) {
            return new Key(verification.kind(), verification.profile());
        }
    }

    /**
     * From the submit to the decision.
     *
     * @param median of half of them
     * @param late of nine in ten
     */
    record Typical(Duration median, Duration late) {}

    /** Kairos has said "not yet" now. */
    synchronized void pending(VerificationId id, Instant now) {
        pending.remove(id);
        pending.put(id, now);
    }

    /**
     * Kairos had a decision now.
     *
     * @param polls how many GETs there were before
     * @param took what Kairos says that it took, null when it does not
     */
    synchronized void decided(Verification verification, int polls, Duration took, Instant now) {
        Instant before = pending.remove(verification.id());
        long latest = Duration.between(verification.submittedAt(), now).toMillis();
        long earliest = before == null
                ? 0
                : Duration.between(verification.submittedAt(), before).toMillis();
        Long millis = took == null ? null : within(earliest, latest, took.toMillis());
        if (millis == null && (polls == 0 || before != null)) {
            millis = polls == 0 ? Math.round(latest * PROBE) : (earliest + latest) / 2;
        }
        if (millis != null && latest > 0) {
            Deque<Long> window = windows.computeIfAbsent(Key.of(verification), key -> new ArrayDeque<>());
            window.addLast(millis);
            if (window.size() > WINDOW) {
                window.removeFirst();
            }
        }
    }

    /** Empty while too little is known. */
    synchronized Optional<Typical> typical(Verification verification) {
        Deque<Long> window = windows.get(Key.of(verification));
        if (window == null || window.size() < FEWEST) {
            return Optional.empty();
        }
        List<Long> sorted = window.stream().sorted().toList();
        return Optional.of(new Typical(share(sorted, 0.5), share(sorted, LATE)));
    }

    private static Duration share(List<Long> sorted, double share) {
        return Duration.ofMillis(sorted.get((int) (sorted.size() * share)));
    }

    /** What Kairos says as far as the GETs agree; null when they refute it. */
    private static Long within(long earliest, long latest, long said) {
        long from = Math.max(earliest, said - PRECISION_MILLIS);
        long to = Math.min(latest, said + PRECISION_MILLIS);
        if (from >= to) {
            return null;
        }
        return said >= from && said <= to ? said : (from + to) / 2;
    }

    private static <K, V> Map<K, V> bounded(int most) {
        return new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }
}
