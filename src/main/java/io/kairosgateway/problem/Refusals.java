package io.kairosgateway.problem;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Counts problems by their code, wherever they are answered from. */
@Singleton
class Refusals {

    private static final String NAME = "kairos.gateway.refusals";

    /** All of them at once, so that a rate is there before the first of its kind. */
    void start(@Observes StartupEvent event, MeterRegistry registry) {
        for (Problem problem : Problem.values()) {
            Counter.builder(NAME)
                    .description("Requests answered with a problem")
                    .tag("code", problem.code())
                    .register(registry);
        }
    }

    static void count(Problem problem) {
        Metrics.counter(NAME, "code", problem.code()).increment();
    }
}
