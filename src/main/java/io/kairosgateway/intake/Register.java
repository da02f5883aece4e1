package io.kairosgateway.intake;

import io.kairosgateway.ledger.Ledger;
import io.kairosgateway.ledger.Ledger.Origin;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.watch.PollSchedule;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Enters in the ledger what Kairos has accepted. That is paid for, so a ledger that cannot be written at the moment is not the caller's
 * failure: the entry is kept here and written when the ledger is back. Writing one twice is harmless.
 */
@Singleton
public class Register {

    private static final long RETRY_MILLIS = 1000;

    /** More than an outage lets through; what is beyond it is still answered, and its id is in the log. */
    private static final int MOST_OWED = 10_000;

    private final Ledger ledger;
    private final PollSchedule schedule;
    private final Vertx vertx;
    private final Queue<Entry> owed = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private long timer;

    Register(Ledger ledger, PollSchedule schedule, Vertx vertx) {
        this.ledger = ledger;
        this.schedule = schedule;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent event) {
        timer = vertx.setPeriodic(RETRY_MILLIS, tick -> pay());
    }

    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
        if (count.get() > 0) {
            owed.forEach(lost -> Log.errorf(
                    "verification was never recorded verification=%s",
                    lost.verification().id()));
        }
    }

    /** How many entries wait for the ledger. */
    public int owed() {
        return count.get();
    }

    /** Never fails: when the ledger cannot be written now, it is owed. */
    Uni<Void> enter(Verification verification, Origin origin) {
        return ledger.record(verification, schedule.first(verification), origin)
                .onFailure()
                .recoverWithItem(() -> {
                    owe(new Entry(verification, origin));
                    return null;
                });
    }

    private record Entry(Verification verification, Origin origin) {}

    private void owe(Entry entry) {
        if (count.incrementAndGet() > MOST_OWED) {
            count.decrementAndGet();
            Log.errorf(
                    "verification was never recorded verification=%s",
                    entry.verification().id());
            return;
        }
        Log.warnf(
                "verification will be recorded later verification=%s",
                entry.verification().id());
        owed.add(entry);
    }

    /** One entry first: while the ledger is away, the others need not find out for themselves. */
    private void pay() {
        Entry next = owed.poll();
        if (next == null) {
            return;
        }
        ledger.record(next.verification(), schedule.first(next.verification()), next.origin())
                .subscribe()
                .with(
                        written -> {
                            count.decrementAndGet();
                            pay();
                        },
                        lost -> owed.add(next));
    }
}
