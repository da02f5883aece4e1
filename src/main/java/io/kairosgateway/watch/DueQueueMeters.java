package io.kairosgateway.watch;

import io.kairosgateway.ledger.Ledger;
import io.kairosgateway.ledger.LedgerUnavailableException;
import io.kairosgateway.loop.Loop;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The due queue of the whole cluster, looked at now and then by every replica; not a number while the ledger cannot be read. */
@Singleton
class DueQueueMeters {

    private static final Duration PERIOD = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final Ledger ledger;
    private final Loop samples;
    private volatile double length = Double.NaN;
    private volatile double lagMillis = Double.NaN;

    DueQueueMeters(Ledger ledger, Vertx vertx, MeterRegistry registry) {
        this.ledger = ledger;
        this.samples = new Loop("due-queue", vertx, PERIOD, LIMIT, this::sample);
        Gauge.builder("kairos.gateway.due.queue.length", this, now -> now.length)
                .description("Verifications that are still polled, in the whole cluster")
                .register(registry);
        TimeGauge.builder("kairos.gateway.due.queue.lag", this, TimeUnit.MILLISECONDS, now -> now.lagMillis)
                .description("For how long the first of them has been due")
                .register(registry);
    }

    void start(@Observes StartupEvent event) {
        samples.startNow();
    }

    void stop(@Observes ShutdownEvent event) {
        samples.stop();
    }

    private Uni<Boolean> sample() {
        return ledger.backlog()
                .onItemOrFailure()
                .invoke((backlog, lost) -> {
                    length = lost == null ? backlog.length() : Double.NaN;
                    lagMillis = lost == null ? backlog.lag().toMillis() : Double.NaN;
                })
                .replaceWith(false)
                .onFailure(LedgerUnavailableException.class)
                .recoverWithItem(false);
    }
}
