package io.kairosgateway.watch;

import io.kairosgateway.ledger.Ledger;
import io.kairosgateway.ledger.Ledger.Claim;
import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.tracing.PollTrace;
import io.kairosgateway.tracing.Tracing;
import io.kairosgateway.verification.Verification;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Works the due queue off: claims what is due, asks Kairos once, and gives the id back or ends it.
 *
 * <pre>
 *   due ──claim──▶ asked ──decision────────▶ concluded
 *    ▲               │ ├───no budget left──▶ concluded as timed out
 *    │               │ └───unreadable, the third time in a row──▶ concluded as failed
 *    └───postpone────┘
 * </pre>
 *
 * <p>A claim is a lease in the ledger, so that no id is asked for twice at once however many replicas there are. No more ids are claimed
 * than GETs may be under way: what waits, waits in the ledger, where any replica can take it. A replica that goes down claims nothing more;
 * what it holds it gives back, so that another need not wait for the lease to pass.
 */
@Singleton
public class Poller {

    /** Most answers that are on their way when this replica goes down arrive in this time; the others' ids are given back unanswered. */
    private static final long LAST_ANSWERS_MILLIS = 500;

    private final Ledger ledger;
    private final Inquiry inquiry;
    private final Settlement settlement;
    private final GatewaySettings settings;
    private final Vertx vertx;
    private final Tracing tracing;
    private final AtomicBoolean claiming = new AtomicBoolean();
    private final Map<Claim, Cancellable> held = new ConcurrentHashMap<>();
    private volatile boolean goingDown;
    private long timer;

    Poller(
            Ledger ledger,
            Inquiry inquiry,
            Settlement settlement,
            GatewaySettings settings,
            Vertx vertx,
            Tracing tracing) {
        this.ledger = ledger;
        this.inquiry = inquiry;
        this.settlement = settlement;
        this.settings = settings;
        this.vertx = vertx;
        this.tracing = tracing;
    }

    void start(@Observes StartupEvent event) {
        timer = vertx.setPeriodic(settings.watch().tick().toMillis(), tick -> claim());
    }

    void goDown(@Observes ShutdownDelayInitiatedEvent event) {
        goingDown = true;
        vertx.cancelTimer(timer);
        vertx.setTimer(LAST_ANSWERS_MILLIS, late -> List.copyOf(held.keySet()).forEach(this::giveBack));
    }

    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
    }

    /** Whether this replica has ids to itself, or may be about to. */
    public boolean holding() {
        return claiming.get() || !held.isEmpty();
    }

    private void claim() {
        int room = settings.kairos().guards().concurrency() - held.size();
        if (goingDown || room <= 0 || !claiming.compareAndSet(false, true)) {
            return;
        }
        ledger.claim(room, settings.watch().lease())
                .subscribe()
                .with(
                        claims -> {
                            claims.forEach(this::take);
                            claiming.set(false);
                        },
                        lost -> {
                            claiming.set(false);
                            Log.debug("due queue cannot be read");
                        });
    }

    private void take(Claim claim) {
        held.put(claim, () -> {});
        if (goingDown) {
            giveBack(claim);
        } else {
            poll(claim);
        }
    }

    private void poll(Claim claim) {
        Verification verification = claim.verification();
        PollTrace trace = tracing.poll(verification, claim.polls() + 1);
        Cancellable poll = inquiry.about(verification, trace)
                .flatMap(answer -> settlement.of(claim, answer))
                .onTermination()
                .invoke((settled, fault, givenBack) -> trace.ended(fault == null && !givenBack))
                .subscribe()
                .with(done -> held.remove(claim), fault -> {
                    held.remove(claim);
                    // The lease runs out, and then the id is due again.
                    Log.warnf(
                            "poll without effect verification=%s cause=%s",
                            verification.id(), fault.getClass().getSimpleName());
                });
        held.computeIfPresent(claim, (key, none) -> poll);
    }

    /** Due at once, for any other; when it has been settled meanwhile, the fence keeps this from having an effect. */
    private void giveBack(Claim claim) {
        Cancellable poll = held.get(claim);
        if (poll != null) {
            poll.cancel();
            ledger.postpone(claim, claim.refusals(), null, Duration.ZERO)
                    .onTermination()
                    .invoke(() -> held.remove(claim))
                    .subscribe()
                    .with(given -> {}, lost -> Log.debug("lease runs out by itself"));
        }
    }
}
