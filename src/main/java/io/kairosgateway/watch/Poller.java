package io.kairosgateway.watch;

import io.kairosgateway.ledger.Ledger;
import io.kairosgateway.ledger.Ledger.Claim;
import io.kairosgateway.ledger.LedgerUnavailableException;
import io.kairosgateway.loop.Loop;
import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.tracing.PollTrace;
import io.kairosgateway.tracing.Tracing;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Works the due queue off: claims what is due, asks Kairos once, and gives the id back or ends it.
 *
 * <pre>
 *   due ──claim──▶ asked ──decision────────▶ concluded
 *    ▲               │ ├───no budget left──▶ concluded as timed out
 *    │               │ ├───polls that did not come back, many in a row──▶ concluded as failed
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
    private final Loop claims;
    private final Map<Claim, Cancellable> held = new ConcurrentHashMap<>();
    private volatile boolean goingDown;

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
        this.claims = new Loop(
                "poller", vertx, settings.watch().tick(), settings.watch().lease(), this::claim);
    }

    void start(@Observes StartupEvent event) {
        claims.start();
    }

    void goDown(@Observes ShutdownDelayInitiatedEvent event) {
        goingDown = true;
        claims.stop();
        vertx.setTimer(LAST_ANSWERS_MILLIS, late -> List.copyOf(held.keySet()).forEach(this::giveBack));
    }

    void stop(@Observes ShutdownEvent event) {
        claims.stop();
    }

    /** Whether this replica has ids to itself, or may be about to. */
    public boolean holding() {
        return claims.atWork() || !held.isEmpty();
    }

    private Uni<Boolean> claim() {
        int room = settings.kairos().guards().concurrency() - held.size();
        if (goingDown || room <= 0) {
            return Uni.createFrom().item(false);
        }
        return ledger.claim(room, settings.watch().lease())
                .invoke(claims -> claims.forEach(this::take))
                .replaceWith(false)
                .onFailure(LedgerUnavailableException.class)
                .recoverWithItem(lost -> {
                    Log.debug("due queue cannot be read");
                    return false;
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
        Cancellable poll = Uni.createFrom()
                .deferred(() -> polled(claim))
                // The lease is over by then; an id that is held without an end would take the place of another's poll.
                .ifNoItem()
                .after(settings.watch().lease())
                .fail()
                .subscribe()
                .with(done -> held.remove(claim), fault -> {
                    held.remove(claim);
                    withoutEffect(claim, fault);
                });
        held.computeIfPresent(claim, (key, none) -> poll);
    }

    private Uni<?> polled(Claim claim) {
        PollTrace trace = tracing.poll(claim.verification(), claim.polls() + 1);
        Uni<?> settled = Settlement.hopeless(claim)
                ? settlement.giveUp(claim)
                : inquiry.about(claim.verification(), trace).flatMap(answer -> settlement.of(claim, answer));
        return settled.onTermination().invoke((done, fault, givenBack) -> trace.ended(fault == null && !givenBack));
    }

    /** The lease runs out, and then the id is due again. */
    private void withoutEffect(Claim claim, Throwable fault) {
        Log.debugf("poll without effect verification=%s", claim.verification().id());
        // That Redis is away is said once, and not with each poll.
        if (!(fault instanceof LedgerUnavailableException)) {
            claims.failed(fault);
        }
    }

    /** Due at once, for any other; when it has been settled meanwhile, the fence keeps this from having an effect. */
    private void giveBack(Claim claim) {
        Cancellable poll = held.get(claim);
        if (poll != null) {
            poll.cancel();
            Uni.createFrom()
                    .deferred(() -> ledger.postpone(claim, claim.refusals(), null, Duration.ZERO))
                    .onTermination()
                    .invoke(() -> held.remove(claim))
                    .subscribe()
                    .with(given -> {}, lost -> Log.debug("lease runs out by itself"));
        }
    }
}
