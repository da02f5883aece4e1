package io.kairosgateway.ledger;

import io.kairosgateway.ledger.Ledger.Recorded;
import io.kairosgateway.ledger.OwnVerifications.Owed;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** Knows whether Redis is away, finds out that it is back, and writes what it is owed then. */
final class OwedWrites {

    private static final Logger LOG = Logger.getLogger(OwedWrites.class);
    private static final long LOOK_MILLIS = 250;
    private static final int BATCH = 32;

    private final RedisLedger redis;
    private final OwnVerifications own;
    private final Changes changes;
    private final Vertx vertx;
    private final AtomicBoolean away = new AtomicBoolean();
    private final AtomicBoolean writing = new AtomicBoolean();
    private final long timer;

    OwedWrites(RedisLedger redis, OwnVerifications own, Changes changes, Vertx vertx) {
        this.redis = redis;
        this.own = own;
        this.changes = changes;
        this.vertx = vertx;
        this.timer = vertx.setPeriodic(LOOK_MILLIS, look -> {
            redis.tend();
            write();
        });
    }

    boolean away() {
        return away.get();
    }

    /** A command has failed; where it was a value that does not open, that is no outage. */
    void failed() {
        if (redis.away() && away.compareAndSet(false, true)) {
            own.pollFromHere();
        }
    }

    void close() {
        vertx.cancelTimer(timer);
        own.unrecorded().forEach(id -> LOG.errorf("verification was never recorded verification=%s", id));
    }

    private void write() {
        if (!writing.compareAndSet(false, true)) {
            return;
        }
        // One first: while Redis is away, the others need not find out for themselves.
        List<Owed> owed = own.owed(away.get() ? 1 : BATCH);
        if (owed.isEmpty() && !away.get()) {
            writing.set(false);
            return;
        }
        Uni<?> written = owed.isEmpty()
                ? redis.backlog()
                : Uni.join().all(owed.stream().map(this::written).toList()).andCollectFailures();
        written.subscribe()
                .with(
                        done -> {
                            back();
                            writing.set(false);
                            write();
                        },
                        lost -> {
                            failed();
                            writing.set(false);
                        });
    }

    private void back() {
        if (away.compareAndSet(true, false)) {
            redis.resubscribe();
            changes.missed();
        }
    }

    private Uni<Void> written(Owed owed) {
        return redis.record(owed.submitted(), owed.delay(), owed.origin())
                .flatMap(recorded -> recorded == Recorded.TAKEN ? taken(owed) : settled(owed))
                .invoke(settled -> {
                    own.written(owed);
                    if (!settled) {
                        // It has ended there, or was deleted.
                        own.ended(owed.id());
                        changes.changed(owed.id());
                    }
                })
                .replaceWithVoid();
    }

    /** It was accepted without Redis, and is another upload's by its id: whoever asks for it must not get that one. */
    private Uni<Boolean> taken(Owed owed) {
        TakenIds.told(owed.id());
        own.drop(owed.id());
        return Uni.createFrom().item(false);
    }

    private Uni<Boolean> settled(Owed owed) {
        if (owed.ended() != null) {
            return redis.conclude(owed.submitted(), owed.ended());
        }
        return owed.submitted().status().terminal()
                ? Uni.createFrom().item(true)
                : redis.resume(owed.submitted(), owed.delay(), owed.polls(), owed.last());
    }
}
