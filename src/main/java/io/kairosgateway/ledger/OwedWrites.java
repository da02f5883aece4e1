package io.kairosgateway.ledger;

import io.kairosgateway.ledger.Ledger.Recorded;
import io.kairosgateway.ledger.OwnVerifications.Owed;
import io.kairosgateway.loop.Loop;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/** Knows whether Redis is away, finds out that it is back, and writes what it is owed then. */
final class OwedWrites {

    private static final Logger LOG = Logger.getLogger(OwedWrites.class);
    private static final Duration PERIOD = Duration.ofMillis(250);

    /** Of a step, whose parts have the ledger's time limit each. */
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private static final int BATCH = 32;

    private final RedisLedger redis;
    private final OwnVerifications own;
    private final Changes changes;
    private final Recovery recovery = new Recovery();
    private final AtomicBoolean away = new AtomicBoolean();
    private final AtomicLong counted = new AtomicLong();
    private final Loop loop;
    private final Loop tending;
    private volatile boolean proved;

    OwedWrites(RedisLedger redis, OwnVerifications own, Changes changes, Vertx vertx) {
        this.redis = redis;
        this.own = own;
        this.changes = changes;
        this.loop = new Loop("owed-writes", vertx, PERIOD, LIMIT, this::step);
        this.tending = new Loop("tending", vertx, PERIOD, LIMIT, redis::tend);
        loop.startNow();
        tending.start();
    }

    boolean away() {
        return away.get();
    }

    /** Whether Redis has once done all that is needed of it. */
    boolean proved() {
        return proved;
    }

    /** A command has failed; where it was a value that does not open, that is no outage. */
    void failed() {
        if (redis.away()) {
            long failures = redis.failures();
            // Reads of unknown ids fail as well while Redis is away. They must not keep it away, or strangers could.
            if (counted.getAndSet(failures) != failures) {
                recovery.failed();
            }
            if (away.compareAndSet(false, true)) {
                own.pollFromHere();
            }
        }
    }

    /** In work that goes on beside. */
    void failedBeside(Throwable fault) {
        loop.failed(fault);
    }

    void close() {
        loop.stop();
        tending.stop();
        own.unrecorded().forEach(id -> LOG.errorf("verification was never recorded verification=%s", id));
    }

    private Uni<Boolean> step() {
        if (!away.get()) {
            // What has failed may be something that nobody else makes known here.
            failed();
        }
        return !away.get() && proved
                ? write()
                : redis.tried()
                        .invoke(this::works)
                        .flatMap(works -> write())
                        .onFailure(LedgerUnavailableException.class)
                        .recoverWithItem(lost -> {
                            failed();
                            return false;
                        });
    }

    private void works() {
        proved = proved || !redis.deaf();
        if (recovery.over() && away.compareAndSet(true, false)) {
            redis.isBack();
            redis.resubscribe();
            changes.missed();
        }
    }

    /** @return whether there may be more to write at once */
    private Uni<Boolean> write() {
        List<Owed> owed = own.owed(BATCH);
        return owed.isEmpty()
                ? Uni.createFrom().item(false)
                : Uni.join()
                        .all(owed.stream().map(this::attempt).toList())
                        .andFailFast()
                        .map(written -> !written.contains(false) && owed.size() == BATCH);
    }

    /** One that cannot be written must not keep the others from it. */
    private Uni<Boolean> attempt(Owed owed) {
        return Uni.createFrom()
                .deferred(() -> written(owed))
                .replaceWith(true)
                .onFailure()
                .recoverWithItem(lost -> {
                    failed();
                    if (!(lost instanceof LedgerUnavailableException)) {
                        loop.failed(lost);
                    }
                    return false;
                });
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
