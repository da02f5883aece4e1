package io.kairosgateway.ops;

import io.kairosgateway.intake.InFlight;
import io.kairosgateway.ledger.Ledger;
import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.watch.Poller;
import io.quarkus.logging.Log;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * From SIGTERM to the end of the process. Every part gives up its own waits when it hears of it; here the end is held back for what
 * cannot be given up.
 *
 * <pre>
 *   SIGTERM ──▶ delay: not ready, all is answered, waits are answered at once
 *                 └──▶ uploads are refused with shutting_down, those under way go on
 *                        ├──nothing is left──▶ end
 *                        └──gateway.shutdown.timeout──▶ end, Kairos sees what is left as cut off
 * </pre>
 *
 * <p>Event streams are not waited for: they have been told, and a client that does not read must not hold the process.
 *
 * <p>Quarkus' own wait is not used: it counts event streams, and closes a refused upload's connection under its unread body, so that the
 * client may never read the answer.
 */
@Singleton
class Drain {

    /** After the other observers, which only begin to give up, for this one waits. */
    private static final int LAST = 10_000;

    /** After the request has its id and its framing is checked. */
    private static final int EARLY = 980;

    private static final long LOOK_MILLIS = 20;

    private final Lifecycle lifecycle;
    private final InFlight uploads;
    private final Ledger ledger;
    private final Poller poller;
    private final GatewaySettings.Shutdown settings;
    private final AtomicInteger requests = new AtomicInteger();

    Drain(Lifecycle lifecycle, InFlight uploads, Ledger ledger, Poller poller, GatewaySettings settings) {
        this.lifecycle = lifecycle;
        this.uploads = uploads;
        this.ledger = ledger;
        this.poller = poller;
        this.settings = settings.shutdown();
    }

    void register(@Observes Filters filters) {
        filters.register(this::count, EARLY);
    }

    private void count(RoutingContext context) {
        if (!context.request().path().endsWith("/events")) {
            requests.incrementAndGet();
            context.addEndHandler(ended -> requests.decrementAndGet());
        }
        context.addHeadersEndHandler(head -> {
            if (lifecycle.goingDown()) {
                // Or a load balancer would send the next request here on the connection that it keeps.
                context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            }
        });
        context.next();
    }

    /** On the thread that ends the process, which may wait. */
    void run(@Observes @Priority(LAST) ShutdownDelayInitiatedEvent event) throws InterruptedException {
        if (LaunchMode.current() != LaunchMode.NORMAL) {
            return;
        }
        Instant start = Instant.now();
        Instant earliest = start.plus(settings.delay());
        Instant latest = start.plus(settings.timeout());
        Log.infof("going down uploads=%d", uploads.count());
        while (Instant.now().isBefore(earliest)
                || (unfinished() && Instant.now().isBefore(latest))) {
            Thread.sleep(LOOK_MILLIS);
        }
        Duration took = Duration.between(start, Instant.now());
        if (unfinished()) {
            Log.warnf(
                    "going down unfinished after_ms=%d uploads=%d requests=%d leases=%b unrecorded=%d",
                    took.toMillis(), uploads.count(), requests.get(), poller.holding(), ledger.owed());
        } else {
            Log.infof("nothing is left after_ms=%d", took.toMillis());
        }
    }

    private boolean unfinished() {
        return uploads.count() > 0 || requests.get() > 0 || poller.holding() || ledger.owed() > 0;
    }
}
