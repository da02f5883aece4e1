package io.kairosgateway.ops;

import io.kairosgateway.ledger.Ledger;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;

/** What operators see of the ledger. */
@Startup
@Singleton
class LedgerMeters {

    LedgerMeters(MeterRegistry registry, Ledger ledger) {
        Gauge.builder("kairos.gateway.ledger.degraded", ledger, now -> now.degraded() ? 1 : 0)
                .description("1 while this replica has only its own memory, because Redis is away")
                .register(registry);
        Gauge.builder("kairos.gateway.ledger.owed", ledger, Ledger::owed)
                .description("Accepted verifications that would be lost with this replica")
                .register(registry);
    }
}
