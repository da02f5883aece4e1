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
 * The used submit tokens of a gateway that runs alone. What has expired is dropped at the next reservation. When it is full, a new use is
 * refused: dropping an old one instead would let its token be used again.
 */
final class MemoryTokenUses {

    private final InstantSource clock;
    private final long max;
    private final Map<String, Use> uses = new HashMap<>();
    private final TreeSet<Use> byExpiry =
            new TreeSet<>(Comparator.comparingLong(Use::expiresAt).thenComparing(Use::tokenId));

    MemoryTokenUses(InstantSource clock, long max) {
        this.clock = clock;
        this.max = max;
    }

    /** @throws LedgerUnavailableException when there is no room */
    synchronized boolean reserve(String tokenId, Duration ttl) {
        expire();
        if (uses.containsKey(tokenId)) {
            return false;
        }
        if (uses.size() >= max) {
            throw new LedgerUnavailableException();
        }
        put(new Use(tokenId, clock.millis() + ttl.toMillis(), Optional.empty()));
        return true;
    }

    synchronized void release(String tokenId) {
        Use use = uses.get(tokenId);
        if (use != null && use.bound().isEmpty()) {
            uses.remove(tokenId);
            byExpiry.remove(use);
        }
    }

    synchronized void bind(String tokenId, VerificationId id) {
        expire();
        Use use = uses.get(tokenId);
        if (use != null) {
            byExpiry.remove(use);
            put(new Use(tokenId, use.expiresAt(), Optional.of(id)));
        }
    }

    synchronized Optional<VerificationId> bound(String tokenId) {
        expire();
        return Optional.ofNullable(uses.get(tokenId)).flatMap(Use::bound);
    }

    private void put(Use use) {
        uses.put(use.tokenId(), use);
        byExpiry.add(use);
    }

    private void expire() {
        while (!byExpiry.isEmpty() && byExpiry.first().expiresAt() <= clock.millis()) {
            uses.remove(byExpiry.pollFirst().tokenId());
        }
    }

    private record Use(String tokenId, long expiresAt, Optional<VerificationId> bound) {}
}
