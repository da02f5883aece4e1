package io.kairosgateway.kairos;

import io.smallrye.faulttolerance.api.CircuitBreakerState;
import jakarta.inject.Singleton;
import java.util.Locale;

/** Whether the circuit breaker around the GETs lets them pass; it is about Kairos, so it opens for all tenants. */
@Singleton
public class Breaker {

    private volatile CircuitBreakerState state = CircuitBreakerState.CLOSED;

    void is(CircuitBreakerState next) {
        state = next;
    }

    /** {@code closed}, {@code open} or {@code half_open}. */
    public String state() {
        return label(state);
    }

    static String label(CircuitBreakerState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
