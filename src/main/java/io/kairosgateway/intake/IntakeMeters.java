package io.kairosgateway.intake;

import io.kairosgateway.verification.Kind;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;

/** What operators see of the uploads. */
@Startup
@Singleton
class IntakeMeters {

    private final Map<Kind, DistributionSummary> bytes = new EnumMap<>(Kind.class);

    IntakeMeters(MeterRegistry registry, InFlight inFlight) {
        Gauge.builder("kairos.gateway.uploads.in.flight", inFlight, InFlight::count)
                .description("Uploads under way in this replica")
                .register(registry);
        for (Kind kind : Kind.values()) {
            bytes.put(
                    kind,
                    DistributionSummary.builder("kairos.gateway.upload")
                            .description("What clients sent of each upload, whatever became of it")
                            .baseUnit("bytes")
                            .tag("kind", kind.label())
                            .register(registry));
        }
    }

    void ended(Kind kind, long sent) {
        bytes.get(kind).record(sent);
    }
}
