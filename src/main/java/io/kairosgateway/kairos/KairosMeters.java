package io.kairosgateway.kairos;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.smallrye.faulttolerance.api.CircuitBreakerState;
import jakarta.inject.Singleton;

/** What operators see of the way to Kairos. */
@Startup
@Singleton
class KairosMeters {

    KairosMeters(MeterRegistry registry, Breakers breakers) {
        gauges(registry, "kairos.gateway.breaker.state", "the GETs", breakers.results());
        gauges(registry, "kairos.gateway.upload.breaker.state", "the connections for uploads", breakers.uploads());
    }

    private static void gauges(MeterRegistry registry, String name, String around, Breaker breaker) {
        for (CircuitBreakerState state : CircuitBreakerState.values()) {
            String label = Breaker.label(state);
            Gauge.builder(name, breaker, now -> now.state().equals(label) ? 1 : 0)
                    .description("The circuit breaker around " + around + ": 1 in the state that it is in")
                    .tag("state", label)
                    .register(registry);
        }
    }
}
