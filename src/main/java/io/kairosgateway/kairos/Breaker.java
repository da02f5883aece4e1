package io.kairosgateway.kairos;

import io.smallrye.faulttolerance.api.CircuitBreakerState;
import java.util.Locale;

/** Whether a circuit breaker lets calls pass; it is about Kairos, so it opens for all tenants. */
public final class Breaker {

    private volatile CircuitBreakerState state = CircuitBreakerState.CLOSED;

    void is(CircuitBreakerState next) {
        state = next;
    }

    public boolean closed() {
        return state == CircuitBreakerState.CLOSED;
    }

    /** {@code closed}, {@code open} or {@code half_open}. */
    public String state() {
        return label(state);
    }

    static String label(CircuitBreakerState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
