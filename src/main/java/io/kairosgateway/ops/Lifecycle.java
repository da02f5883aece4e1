package io.kairosgateway.ops;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/**
 * Where the process is between its start and its end. Readiness depends on nothing else but that the ledger has worked once: what Redis or
 * Kairos lack later, no other replica has.
 */
@Singleton
class Lifecycle {

    private static final int AFTER_ALL_STARTED = 10_000;
    private static final int BEFORE_ALL_GO_DOWN = 1;

    private volatile boolean started;
    private volatile boolean goingDown;

    void started(@Observes @Priority(AFTER_ALL_STARTED) StartupEvent event) {
        started = true;
    }

    void goDown(@Observes @Priority(BEFORE_ALL_GO_DOWN) ShutdownDelayInitiatedEvent event) {
        goingDown = true;
    }

    boolean goingDown() {
        return goingDown;
    }

    @Produces
    @Singleton
    @Startup
    AsyncHealthCheck start() {
        return () -> Uni.createFrom()
                .item(() -> HealthCheckResponse.named("started").status(started).build());
    }

    @Produces
    @Singleton
    @Readiness
    AsyncHealthCheck ready() {
        return () -> Uni.createFrom()
                .item(() -> HealthCheckResponse.named("gateway")
                        .status(started && !goingDown)
                        .withData("started", started)
                        .withData("going_down", goingDown)
                        .build());
    }
}
