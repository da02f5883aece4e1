package io.kairosgateway.ledger;

import io.kairosgateway.ledger.OwnVerifications.Kept;
import io.kairosgateway.verification.LastAnswer;
import io.kairosgateway.verification.State;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.verification.VerificationId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The ledger in Redis, and while that is away what this replica knows by itself: the open verifications that were submitted to it.
 *
 * <pre>
 *   with Redis ──a command fails──▶ without: own ids are recorded, polled, ended and read in memory;
 *        ▲                          what else is asked for is unavailable
 *        └── all that is needed of Redis succeeds, in a trial ──┘   then all own ids are written, and everybody reads again
 * </pre>
 *
 * <p>A Redis that answers but cannot be written (full, read-only, without its replicas, without rights) is as good as away.
 *
 * <p>What is written late undoes nothing: an id is recorded only where it is unknown, and the first decision in Redis wins. Kairos' decision
 * never changes, so two replicas that both got it differ in {@code decided_at} alone; a waiter hears of one of them only.
 *
 * <p>Only the replica that an id was submitted to polls it without Redis, so two poll it when Redis is out of reach for that one alone.
 */
final class OutageLedger implements Ledger, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(OutageLedger.class);

    private final RedisLedger redis;
    private final OwnVerifications own;
    private final OwedWrites writes;
    private final Changes changes = new Changes();
    private final Cancellable hints;

    OutageLedger(RedisLedger redis, OwnVerifications own, Vertx vertx) {
        this.redis = redis;
        this.own = own;
        this.writes = new OwedWrites(redis, own, changes, vertx);
        this.hints = redis.changes()
                .onItem()
                .invoke(this::heard)
                .onFailure()
                .invoke(writes::failedBeside)
                .onFailure()
                .retry()
                .indefinitely()
                .subscribe()
                .with(done -> {});
    }

    /** For the start: it waits for Redis as long as a command may take. */
    Optional<String> keysProblem() {
        return redis.keysProblem();
    }

    private void heard(Change change) {
        if (change instanceof Change.Of of) {
            own.ended(of.id());
        } else {
            // It may have been restarted, and empty.
            own.oweAllOpen();
            redis.writeBackHolds();
        }
    }

    @Override
    public Uni<Recorded> record(Verification verification, Duration firstPoll, Origin origin) {
        return Uni.createFrom().deferred(() -> {
            Kept kept = own.keep(verification, firstPoll, origin);
            if (kept == Kept.TAKEN) {
                return Uni.createFrom().item(Recorded.TAKEN);
            }
            VerificationId id = verification.id();
            return writes.away() && kept == Kept.KEPT
                    ? later(id)
                    : redis.record(verification, firstPoll, origin)
                            .invoke(recorded -> {
                                if (recorded == Recorded.WRITTEN) {
                                    own.recorded(id);
                                } else {
                                    own.drop(id);
                                }
                            })
                            .onFailure(LedgerUnavailableException.class)
                            .recoverWithUni(lost -> {
                                writes.failed();
                                return later(id);
                            });
        });
    }

    /** It is paid for, so a ledger that cannot be written at the moment is not the caller's failure. */
    private Uni<Recorded> later(VerificationId id) {
        if (own.owe(id)) {
            LOG.debugf("verification will be recorded later verification=%s", id);
        } else {
            LOG.errorf("verification was never recorded verification=%s", id);
        }
        return Uni.createFrom().item(Recorded.WRITTEN);
    }

    @Override
    public Uni<Found> find(VerificationId id) {
        return Uni.createFrom().deferred(() -> {
            Optional<Found.Known> better = writes.away() ? own.find(id) : own.ahead(id);
            return better.isPresent()
                    ? Uni.createFrom().item(better.get())
                    : or(
                            redis.find(id).map(found -> compared(id, found)),
                            () -> own.find(id).map(Found.class::cast));
        });
    }

    private Found compared(VerificationId id, Found found) {
        if (found instanceof Found.Unknown) {
            Optional<Found.Known> known = own.find(id);
            if (known.isPresent()) {
                own.owe(id);
                return known.get();
            }
        } else if (found instanceof Found.Forgotten
                || found instanceof Found.Known known
                        && known.verification().status().terminal()) {
            own.ended(id);
        }
        return found;
    }

    @Override
    public Uni<Optional<LastAnswer>> receipt(VerificationId id) {
        return or(
                redis.receipt(id),
                () -> own.original(id)
                        .map(known -> Optional.ofNullable(known.origin().receipt())));
    }

    @Override
    public Uni<List<Claim>> claim(int max, Duration lease) {
        return Uni.createFrom().deferred(() -> {
            if (redis.justBack()) {
                // Else another would ask once more for what its own replica has decided and is about to write.
                return Uni.createFrom().item(List.of());
            }
            Supplier<Optional<List<Claim>>> fromHere = () -> Optional.of(own.claim(max, lease));
            return writes.away()
                    ? Uni.createFrom().item(fromHere.get().orElseThrow())
                    : redis.claim(max, lease)
                            .map(claims -> claims.stream()
                                    .filter(claim -> !own.leased(claim, lease))
                                    .toList())
                            .onFailure(LedgerUnavailableException.class)
                            .invoke(writes::failed)
                            // Once more, from here: what others have asked for lately is not due at once.
                            .onFailure(lost -> writes.away())
                            .recoverWithItem(lost -> fromHere.get().orElseThrow());
        });
    }

    @Override
    public Uni<Boolean> postpone(Claim claim, int refusals, LastAnswer last, Duration delay) {
        return Uni.createFrom().deferred(() -> {
            if (claim.fence() > OwnVerification.UNCLAIMED) {
                own.polled(claim, refusals, last, delay);
                return or(
                        redis.postpone(claim, refusals, last, delay),
                        () -> own.find(claim.verification().id()).map(known -> true));
            }
            Optional<Claim> lease = own.postpone(claim, refusals, last, delay);
            return lease.isPresent()
                    ? or(redis.postpone(lease.get(), refusals, last, delay), () -> Optional.of(true))
                    : Uni.createFrom().item(own.owe(claim.verification().id()));
        });
    }

    @Override
    public Uni<Boolean> conclude(Verification verification, State.Ended state) {
        VerificationId id = verification.id();
        return Uni.createFrom()
                .deferred(() -> writes.away() && own.find(id).isPresent()
                        ? Uni.createFrom().item(fromHere(id, state).orElse(false))
                        : or(there(verification, state), () -> fromHere(id, state)));
    }

    private Uni<Boolean> there(Verification verification, State.Ended state) {
        VerificationId id = verification.id();
        return redis.conclude(verification, state)
                .flatMap(ended -> ended || own.find(id).isEmpty()
                        ? Uni.createFrom().item(ended)
                        : recordedAnew(id).flatMap(written -> redis.conclude(verification, state)))
                .invoke(ended -> {
                    own.drop(id);
                    tellHere(id, ended);
                });
    }

    /** Those who wait here hear of it at least, while no hint comes back from Redis. */
    private void tellHere(VerificationId id, boolean changed) {
        if (changed && redis.deaf()) {
            changes.changed(id);
        }
    }

    /** Where Redis was restarted empty and nobody has noticed yet. */
    private Uni<Void> recordedAnew(VerificationId id) {
        return own.original(id)
                .map(known -> redis.record(known.submitted(), Duration.ZERO, known.origin())
                        .replaceWithVoid())
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    private Optional<Boolean> fromHere(VerificationId id, State.Ended state) {
        Optional<Boolean> ended = own.conclude(id, state);
        if (ended.orElse(false)) {
            changes.changed(id);
        }
        return ended;
    }

    @Override
    public Uni<Boolean> forget(VerificationId id) {
        return or(
                redis.forget(id).invoke(forgotten -> {
                    own.drop(id);
                    tellHere(id, forgotten);
                }),
                Optional::empty);
    }

    @Override
    public Uni<Hold.Reserved> reserve(Hold hold, Duration lease) {
        return or(redis.reserve(hold, lease), Optional::empty);
    }

    @Override
    public Uni<Boolean> commit(Hold hold, Duration lease) {
        return or(redis.commit(hold, lease), Optional::empty);
    }

    @Override
    public Uni<Void> release(Hold hold) {
        return or(redis.release(hold), Optional::empty);
    }

    @Override
    public Uni<Void> doubt(Hold hold) {
        return or(redis.doubt(hold), Optional::empty);
    }

    @Override
    public Uni<Optional<VerificationId>> bound(String name) {
        return or(redis.bound(name), () -> own.bound(name).map(Optional::of));
    }

    @Override
    public Uni<Count> count(String name, int limit, Duration window) {
        return redis.count(name, limit, window);
    }

    @Override
    public Uni<Backlog> backlog() {
        return or(redis.backlog(), Optional::empty);
    }

    @Override
    public Multi<Change> changes() {
        return Multi.createBy().merging().streams(redis.changes(), changes.stream());
    }

    @Override
    public boolean degraded() {
        return writes.away();
    }

    @Override
    public boolean full() {
        return writes.away() && own.full();
    }

    @Override
    public boolean deaf() {
        return redis.deaf();
    }

    @Override
    public boolean proved() {
        return writes.proved();
    }

    @Override
    public int owed() {
        return own.unrecorded().size();
    }

    @Override
    public void close() {
        writes.close();
        hints.cancel();
        redis.close();
    }

    /** What Redis says, and when it is away what is known here, if that is anything. */
    private <T> Uni<T> or(Uni<T> there, Supplier<Optional<T>> here) {
        return there.onFailure(LedgerUnavailableException.class).recoverWithUni(lost -> {
            writes.failed();
            return here.get()
                    .map(known -> Uni.createFrom().item(known))
                    .orElseGet(() -> Uni.createFrom().failure(lost));
        });
    }
}
