package io.kairosgateway.intake;

import io.kairosgateway.access.Place;
import io.kairosgateway.access.Tenant;
import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import io.kairosgateway.settings.GatewaySettings;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** The places for uploads under way in this replica: so many in all, and of these so many for a tenant that has a limit of its own. */
@Singleton
public class InFlight {

    private static final Duration ELSEWHERE = Duration.ofSeconds(1);

    private final int places;
    private final Semaphore all;
    private final Duration shutdownDelay;
    private final Map<String, Semaphore> byTenant = new HashMap<>();
    private volatile Instant closing;

    InFlight(GatewaySettings settings) {
        places = settings.intake().maxInFlight();
        all = new Semaphore(places);
        shutdownDelay = settings.shutdown().delay();
        settings.tenants()
                .forEach((name, tenant) ->
                        tenant.maxInFlight().ifPresent(limit -> byTenant.put(name, new Semaphore(limit))));
    }

    /** Uploads that are under way, up to their record in the ledger. */
    public int count() {
        return places - all.availablePermits();
    }

    void goDown(@Observes ShutdownDelayInitiatedEvent event) {
        closing = Instant.now().plus(shutdownDelay);
    }

    /**
     * Takes a place, the tenant's own first: a tenant that is at its limit takes nothing from the others.
     *
     * @throws ProblemException {@code overloaded} when there is none, never a wait; {@code shutting_down} when this replica goes down
     */
    Place enter(Tenant tenant) {
        if (closing != null && !Instant.now().isBefore(closing)) {
            throw new ProblemException(Problem.SHUTTING_DOWN, "Send it again on a new connection.", ELSEWHERE);
        }
        Semaphore own = byTenant.get(tenant.name());
        if (own != null && !own.tryAcquire()) {
            throw full("As many uploads of this tenant are under way as it may have at once; try again.");
        }
        if (!all.tryAcquire()) {
            release(own);
            throw full("Nothing was read of the upload; try again.");
        }
        return new Place(() -> {
            all.release();
            release(own);
        });
    }

    private static void release(Semaphore own) {
        if (own != null) {
            own.release();
        }
    }

    private static ProblemException full(String detail) {
        return new ProblemException(Problem.OVERLOADED, detail, Duration.ofSeconds(1));
    }
}
