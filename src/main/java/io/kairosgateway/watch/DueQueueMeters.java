package io.kairosgateway.watch;

import io.kairosgateway.ledger.Ledger;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/** The due queue of the whole cluster, looked at now and then by every replica; not a number while the ledger cannot be read. */
@Singleton
class DueQueueMeters {

    private static final long SAMPLE_MILLIS = 5000;

    private final Ledger ledger;
    private final Vertx vertx;
    private volatile double length = Double.NaN;
    private volatile double lagMillis = Double.NaN;
    private long timer;

    DueQueueMeters(Ledger ledger, Vertx vertx, MeterRegistry registry) {
        this.ledger = ledger;
        this.vertx = vertx;
        Gauge.builder("kairos.gateway.due.queue.length", this, now -> now.length)
                .description("Verifications that are still polled, in the whole cluster")
                .register(registry);
        TimeGauge.builder("kairos.gateway.due.queue.lag", this, TimeUnit.MILLISECONDS, now -> now.lagMillis)
                .description("For how long the first of them has been due")
                .register(registry);
    }

    void start(@Observes StartupEvent event) {
        sample();
        timer = vertx.setPeriodic(SAMPLE_MILLIS, tick -> sample());
    }

    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
    }

    private void sample() {
        ledger.backlog()
                .subscribe()
                .with(
                        backlog -> {
                            length = backlog.length();
                            lagMillis = backlog.lag().toMillis();
                        },
                        lost -> {
                            length = Double.NaN;
                            lagMillis = Double.NaN;
                        });
    }
}
