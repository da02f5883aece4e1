package io.kairosgateway.ledger;

import io.kairosgateway.verification.VerificationId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Says that Kairos gave an upload the id of another one: one line and one count for each. */
@Singleton
public class TakenIds {

    private static final Logger LOG = Logger.getLogger(TakenIds.class);
    private static final String NAME = "kairos.gateway.ids.taken";

    /** At once, so that a rate is there before the first one. */
    void start(@Observes StartupEvent event, MeterRegistry registry) {
        Counter.builder(NAME)
                .description("Uploads to which Kairos gave the id of another one")
                .register(registry);
    }

    public static void told(VerificationId id) {
        LOG.errorf("Kairos gave an upload the id of another one verification=%s", id);
        Metrics.counter(NAME).increment();
    }
}
