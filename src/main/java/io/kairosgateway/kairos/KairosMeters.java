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

    KairosMeters(MeterRegistry registry, Breaker breaker) {
        for (CircuitBreakerState state : CircuitBreakerState.values()) {
            String label = Breaker.label(state);
            Gauge.builder(
                            "kairos.gateway.breaker.state",
                            breaker,
                            now -> now.state().equals(label) ? 1 : 0)
                    .description("The circuit breaker around the GETs: 1 in the state that it is in")
                    .tag("state", label)
                    .register(registry);
        }
    }
}
