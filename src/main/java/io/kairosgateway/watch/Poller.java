package io.kairosgateway.watch;

import io.kairosgateway.kairos.KairosReply;
import io.kairosgateway.kairos.KairosResults.Asked;
import io.kairosgateway.ledger.Ledger;
import io.kairosgateway.ledger.Ledger.Claim;
import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.verification.LastAnswer;
import io.kairosgateway.verification.State;
import io.kairosgateway.verification.Verification;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

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
 * than GETs may be under way: what waits, waits in the ledger, where any replica can take it.
 */
@Singleton
class Poller {

    /** One odd answer may be a hiccup of Kairos; this many in a row are its answer. */
    private static final int REFUSALS_TO_FAIL = 3;

    private final Ledger ledger;
    private final Inquiry inquiry;
    private final PollSchedule schedule;
    private final GatewaySettings settings;
    private final Vertx vertx;
    private final AtomicBoolean claiming = new AtomicBoolean();
    private final AtomicInteger underWay = new AtomicInteger();
    private long timer;

    Poller(Ledger ledger, Inquiry inquiry, PollSchedule schedule, GatewaySettings settings, Vertx vertx) {
        this.ledger = ledger;
        this.inquiry = inquiry;
        this.schedule = schedule;
        this.settings = settings;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent event) {
        timer = vertx.setPeriodic(settings.watch().tick().toMillis(), tick -> claim());
    }

    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
    }

    private void claim() {
        int room = settings.kairos().guards().concurrency() - underWay.get();
        if (room <= 0 || !claiming.compareAndSet(false, true)) {
            return;
        }
        ledger.claim(room, settings.watch().lease())
                .onTermination()
                .invoke(() -> claiming.set(false))
                .subscribe()
                .with(claims -> claims.forEach(this::poll), lost -> Log.debug("due queue cannot be read"));
    }

    private void poll(Claim claim) {
        underWay.incrementAndGet();
        Verification verification = claim.verification();
        inquiry.about(verification)
                .flatMap(answer -> settle(claim, answer))
                .onTermination()
                .invoke(underWay::decrementAndGet)
                .subscribe()
                .with(
                        done -> {},
                        // The lease runs out, and then the id is due again.
                        fault -> Log.warnf(
                                "poll without effect verification=%s cause=%s",
                                verification.id(), fault.getClass().getSimpleName()));
    }

    private Uni<?> settle(Claim claim, Asked asked) {
        KairosReply reply = asked.reply();
        Verification verification = claim.verification();
        Instant now = Instant.now();
        if (reply instanceof KairosReply.Decided decided) {
            return ledger.conclude(verification.id(), new State.Decided(decided.decision(), now));
        }
        int refusals = claim.refusals();
        if (reply instanceof KairosReply.Unreadable unreadable) {
            refusals++;
            if (refusals >= REFUSALS_TO_FAIL) {
                return ledger.conclude(verification.id(), new State.Failed(now, unreadable.json()));
            }
        } else if (reply instanceof KairosReply.Pending) {
            refusals = 0;
        }
        Duration left = Duration.between(
                now, verification.submittedAt().plus(settings.watch().budget()));
        if (left.isNegative() || left.isZero()) {
            return ledger.conclude(verification.id(), new State.TimedOut(now));
        }
        Duration wait = wait(claim, reply);
        return ledger.postpone(claim, refusals, last(asked), wait.compareTo(left) < 0 ? wait : left);
    }

    /** Only what Kairos said of the verification: what it says of our credentials or its health is not the drop-in's to show. */
    private static LastAnswer last(Asked asked) {
        boolean ofVerification = asked.answer() != null && !(asked.reply() instanceof KairosReply.Unavailable);
        return ofVerification ? asked.answer().asLast() : null;
    }

    /** The schedule's delay, or Kairos' own wish where that is longer. */
    private Duration wait(Claim claim, KairosReply reply) {
        Duration scheduled = schedule.after(claim.polls() + 1);
        Optional<Duration> wished = reply instanceof KairosReply.Unavailable unavailable
                ? Optional.ofNullable(unavailable.retryAfter())
                : Optional.empty();
        return wished.filter(wish -> wish.compareTo(scheduled) > 0).orElse(scheduled);
    }
}
