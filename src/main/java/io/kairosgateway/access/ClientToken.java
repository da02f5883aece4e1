package io.kairosgateway.access;

import java.time.Duration;
import java.time.Instant;

/**
 * What a client token says.
 *
 * @param id its own, random; what its one use is remembered by
 * @param tenant whose backend minted it
 * @param origin the only {@code Origin} it may come from, null for any
 * @param expiresAt whole seconds
 */
public record ClientToken(String id, String tenant, Grant grant, String origin, Instant expiresAt) {

    /** By how much a use is remembered beyond the expiry: replicas' clocks differ, and one that is late must not take the token again. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(2);

    /** How long a use of it has to be remembered. */
    public Duration memory(Instant now) {
        return Duration.between(now, expiresAt).plus(CLOCK_SKEW);
    }

    /** What its one upload is held by in the ledger: its id, never the token. */
    public String holdName() {
        return "token:" + id;
    }

    boolean mayComeFrom(String requestOrigin) {
        return origin == null || origin.equals(requestOrigin);
    }
}
