package io.kairosgateway.loop;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** What loops count in this JVM. */
public final class Failures {

    static {
        Metrics.addRegistry(new SimpleMeterRegistry());
    }

    private Failures() {}

    public static double of(String loop) {
        var counter = Metrics.globalRegistry
                .find("kairos.gateway.loop.failures")
                .tag("loop", loop)
                .counter();
        return counter == null ? 0 : counter.count();
    }
}
