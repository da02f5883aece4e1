package io.kairosgateway.ledger;

import io.kairosgateway.verification.LastAnswer;
import io.kairosgateway.verification.State;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.verification.VerificationId;
import io.quarkus.runtime.Quarkus;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/** The ledger that all replicas share. Every operation is one script, so no replica ever sees half of one. */
final class RedisLedger implements Ledger, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(RedisLedger.class);

    private final RedisCommands redis;
    private final RedisChanges changes;
    private final RedisHash hash;
    private final RedisGuard guard;
    private final RedisHolds holds;
    private final RedisUpkeep upkeep;
    private final SameRedis same;
    private volatile String told = "";

    /** Most verifications have ended at this age; one that is older and open is worth a look whether it is still in the queue. */
    private static final Duration POLLED = Duration.ofSeconds(10);

    private final RedisTrial trial;

    /** What this replica counts while Redis is away. */
    private final MemoryWindows windows = new MemoryWindows(InstantSource.system());

    private final Duration ttl;
    private final Duration ownershipTtl;

    RedisLedger(
            RedisCommands redis,
            RedisChanges changes,
            Seal seal,
            Duration timeout,
            Duration ttl,
            Duration ownershipTtl,
            int mostHolds) {
        this.redis = redis;
        this.changes = changes;
        this.hash = new RedisHash(seal);
        this.guard = new RedisGuard(redis.place(), timeout);
        this.holds = new RedisHolds(redis, guard, InstantSource.system(), mostHolds);
        this.upkeep = new RedisUpkeep(redis, timeout);
        this.same = new SameRedis(redis, seal::keys, timeout);
        this.trial = new RedisTrial(redis, changes);
        this.ttl = ttl;
        this.ownershipTtl = ownershipTtl;
    }

    @Override
    public Uni<Recorded> record(Verification verification, Duration firstPoll, Origin origin) {
        VerificationId id = verification.id();
        Hold hold = origin.hold();
        return guard.guard(() -> {
                    Request script = script(
                                    RedisScripts.RECORD,
                                    RedisKeys.verification(id),
                                    RedisKeys.owner(id),
                                    RedisKeys.DUE,
                                    RedisKeys.hold(hold == null ? "" : hold.name()))
                            .arg(id.value())
                            .arg(ttl.toMillis())
                            .arg(ownershipTtl.toMillis())
                            .arg(verification.status().terminal() ? "" : Long.toString(firstPoll.toMillis()))
                            .arg(hold == null ? "" : hold.holder());
                    script = upload(script, verification);
                    for (Object field : hash.write(verification, origin.receipt())) {
                        script = field instanceof byte[] sealed ? script.arg(sealed) : script.arg((String) field);
                    }
                    return redis.send(script).map(answer -> Recorded.valueOf(answer.toString()));
                })
                .invoke(recorded -> {
                    if (hold != null && recorded == Recorded.WRITTEN) {
                        holds.recorded(hold, id);
                    }
                });
    }

    /** What tells one upload from another, should Kairos give both the same id. */
    private static Request upload(Request script, Verification verification) {
        return script.arg(verification.tenant())
                .arg(verification.kind().label())
                .arg(verification.submittedAt().toString());
    }

    @Override
    public Uni<Found> find(VerificationId id) {
        return guard.<Optional<Found>>guard(() -> redis.read(
                                args(Request.cmd(Command.HMGET).arg(RedisKeys.verification(id)), RedisHash.FIELDS))
                        .flatMap(fields -> fields.get(0) != null
                                ? Uni.createFrom().item(Optional.of(hash.read(id, fields)))
                                : missing(id)))
                .map(found -> found.orElseThrow(LedgerUnavailableException::new))
                .invoke(this::mayBeSaid);
    }

    /**
     * Asks once more, for everything in one step: one that is recorded after the first question would look forgotten otherwise. Empty when Redis
     * was emptied, and another replica may be about to write this one back.
     */
    private Uni<Optional<Found>> missing(VerificationId id) {
        return redis.send(args(
                        script(
                                        RedisScripts.FIND,
                                        RedisKeys.verification(id),
                                        RedisKeys.owner(id),
                                        RedisKeys.MARK,
                                        RedisKeys.TRIAL)
                                .arg(SameRedis.SETTLING.toMillis())
                                .arg(SameRedis.newMark()),
                        RedisHash.FIELDS))
                .map(answer -> answer != null && answer.type() == ResponseType.NUMBER
                        ? Optional.empty()
                        : Optional.of(found(id, answer)));
    }

    /** "Unknown" is final for a client, so it is not said while a record may still be on its way, or wait for a Redis that can be written. An open one should be in the due queue. */
    private void mayBeSaid(Found found) {
        if (found instanceof Found.Unknown && (guard.away() || guard.settling())) {
            throw new LedgerUnavailableException();
        }
        if (found instanceof Found.Known known && known.verification().state() instanceof State.Processing) {
            Verification open = known.verification();
            if (Duration.between(open.submittedAt(), Instant.now()).compareTo(POLLED) > 0) {
                upkeep.read(open.id());
            }
        }
    }

    @Override
    public Uni<Optional<LastAnswer>> receipt(VerificationId id) {
        return guard.guard(() -> redis.send(Request.cmd(Command.HMGET)
                        .arg(RedisKeys.verification(id))
                        .arg("tenant")
                        .arg("receipt"))
                .map(fields -> hash.receipt(id, fields)));
    }

    private Found found(VerificationId id, Response answer) {
        if (answer == null) {
            return new Found.Unknown();
        }
        return answer.type() == ResponseType.MULTI ? hash.read(id, answer) : new Found.Forgotten(answer.toString());
    }

    @Override
    public Uni<List<Claim>> claim(int max, Duration lease) {
        return Uni.createFrom().deferred(() -> {
            Uni<List<Claim>> answer = redis.send(args(
                            script(RedisScripts.CLAIM, RedisKeys.DUE)
                                    .arg(lease.toMillis())
                                    .arg(max)
                                    .arg(RedisKeys.VERIFICATION),
                            RedisHash.CLAIM_FIELDS))
                    .map(this::claims)
                    .memoize()
                    .indefinitely();
            return guard.guard(() -> answer).onFailure().invoke(late -> giveBack(answer));
        });
    }

    /** A frozen server does what it was asked for when it thaws: without this, a whole lease would pass without anybody who has it. */
    private void giveBack(Uni<List<Claim>> late) {
        late.onItem()
                .transformToMulti(claims -> Multi.createFrom().iterable(claims))
                .onItem()
                .transformToUniAndConcatenate(claim -> postpone(claim, claim.refusals(), null, Duration.ZERO))
                .subscribe()
                .with(given -> {}, lost -> {});
    }

    private List<Claim> claims(Response answer) {
        long fence = answer.get(0).toLong();
        List<Claim> claims = new ArrayList<>();
        for (int i = 1; i < answer.size(); i++) {
            try {
                Response claim = answer.get(i);
                claims.add(hash.claim(fence, new VerificationId(claim.get(0).toString()), claim.get(1)));
            } catch (RuntimeException unreadable) {
                // The others must not wait a lease for one that only a newer version can read.
                LOG.warnf(
                        "A verification in Redis cannot be read: %s",
                        unreadable.getClass().getSimpleName());
            }
        }
        return claims;
    }

    @Override
    public Uni<Boolean> postpone(Claim claim, int refusals, LastAnswer last, Duration delay) {
        Verification verification = claim.verification();
        VerificationId id = verification.id();
        return guard.guard(() -> redis.send(script(RedisScripts.POSTPONE, RedisKeys.verification(id), RedisKeys.DUE)
                        .arg(id.value())
                        .arg(claim.fence())
                        .arg(delay.toMillis())
                        .arg(refusals)
                        .arg(last == null ? new byte[0] : hash.seal(last, verification.tenant(), id)))
                .map(Response::toBoolean));
    }

    /**
     * Says what has become of a verification that was polled without Redis: it is not due before {@code delay}, whoever leases it.
     *
     * @return false when it is not open any more
     */
    Uni<Boolean> resume(Verification verification, Duration delay, int polls, LastAnswer last) {
        VerificationId id = verification.id();
        return guard.guard(() -> redis.send(script(RedisScripts.RESUME, RedisKeys.verification(id), RedisKeys.DUE)
                        .arg(id.value())
                        .arg(delay.toMillis())
                        .arg(polls)
                        .arg(last == null ? new byte[0] : hash.seal(last, verification.tenant(), id)))
                .map(Response::toBoolean));
    }

    /** Whether Redis has been back for a moment only. */
    boolean justBack() {
        return guard.justBack();
    }

    /** Tries all that is done here with Redis. */
    Uni<Void> tried() {
        return guard.guard(trial::once);
    }

    /** The rights that Redis has denied in the last trial. */
    Set<String> denied() {
        return trial.denied();
    }

    /** What failed before is over, and not sooner than it is said here. */
    void isBack() {
        guard.isBack();
    }

    /** Whether no hints of changes come at the moment. */
    @Override
    public boolean deaf() {
        return changes.deaf();
    }

    /** Whether a command has failed, and Redis is not known to be back. */
    boolean away() {
        return guard.away();
    }

    /** How often Redis has failed so far. */
    long failures() {
        return guard.failures();
    }

    /** The connection of the subscription may be dead, as those of the commands were. */
    void resubscribe() {
        changes.renew();
    }

    @Override
    public Uni<Boolean> conclude(Verification verification, State.Ended state) {
        VerificationId id = verification.id();
        List<String> replaceable = Conclusion.replaceableBy(state).stream()
                .map(status -> status.label())
                .toList();
        return guard.guard(() -> {
            Request script = script(RedisScripts.CONCLUDE, RedisKeys.verification(id), RedisKeys.DUE)
                    .arg(id.value())
                    .arg(RedisKeys.CHANGES)
                    .arg(ttl.toMillis())
                    .arg(state.status().label())
                    .arg(hash.seal(state, verification.tenant(), id));
            return redis.send(args(upload(script, verification), replaceable)).map(Response::toBoolean);
        });
    }

    @Override
    public Uni<Boolean> forget(VerificationId id) {
        return guard.guard(() -> redis.send(script(RedisScripts.FORGET, RedisKeys.verification(id), RedisKeys.DUE)
                        .arg(id.value())
                        .arg(RedisKeys.CHANGES))
                .map(Response::toBoolean));
    }

    @Override
    public Uni<Hold.Reserved> reserve(Hold hold, Duration lease) {
        return holds.reserve(hold, lease);
    }

    @Override
    public Uni<Boolean> commit(Hold hold, Duration lease) {
        return holds.commit(hold, lease);
    }

    @Override
    public Uni<Void> release(Hold hold) {
        return holds.release(hold);
    }

    @Override
    public Uni<Void> doubt(Hold hold) {
        return holds.doubt(hold);
    }

    @Override
    public Uni<Optional<VerificationId>> bound(String name) {
        return holds.bound(name);
    }

    @Override
    public Uni<Count> count(String name, int limit, Duration window) {
        return guard.guard(() -> redis.send(script(RedisScripts.COUNT, RedisKeys.window(name))
                                .arg(limit)
                                .arg(window.toMillis()))
                        .map(answer -> new Count(
                                answer.get(0).toBoolean(),
                                Math.max(0, limit - answer.get(1).toInteger()),
                                Duration.ofMillis(answer.get(2).toLong()))))
                .onFailure()
                .recoverWithItem(() -> windows.count(name, limit, window));
    }

    @Override
    public Uni<Backlog> backlog() {
        return guard.guard(() -> redis.send(script(RedisScripts.BACKLOG, RedisKeys.DUE))
                .map(answer -> new Backlog(
                        answer.get(0).toLong(), Duration.ofMillis(answer.get(1).toLong()))));
    }

    /** Waits for Redis, but not longer than for any command: what is wrong with the keys, where Redis is there to say so. */
    Optional<String> keysProblem() {
        return look().map(SameRedis.Look::problem)
                .onFailure()
                .recoverWithItem(Optional.empty())
                .await()
                .indefinitely();
    }

    /**
     * What is done all the time: several times a second, for a single replica as for many.
     *
     * @return whether there is more to do at once
     */
    Uni<Boolean> tend() {
        if (upkeep.due()) {
            upkeep.sweep();
            look().subscribe().with(this::judge, lost -> {});
        }
        return holds.tidy();
    }

    /** Redis was away at the start, so the start is judged now; later on a key that is replaced under the gateway is only told of. */
    private void judge(SameRedis.Look look) {
        String problem = look.problem().orElse("");
        if (!problem.equals(told)) {
            told = problem;
            if (!problem.isEmpty()) {
                LOG.error(problem);
            }
        }
        if (look.first() && !problem.isEmpty()) {
            Quarkus.asyncExit(1);
        }
    }

    /** Tells everybody when Redis was emptied since the last look. */
    Uni<SameRedis.Look> look() {
        return same.look().invoke(looked -> {
            if (looked.emptied()) {
                LOG.warn("Redis was emptied: what this replica knows is written back");
                writeBackHolds();
                changes.missed();
            }
        });
    }

    /** Redis may have lost them. */
    void writeBackHolds() {
        holds.writeBackAll();
    }

    @Override
    public Multi<Change> changes() {
        return changes.stream();
    }

    @Override
    public void close() {
        changes.close();
        redis.close();
    }

    private static Request script(String script, String... keys) {
        return args(Request.cmd(Command.EVAL).arg(script).arg(keys.length), List.of(keys));
    }

    private static Request args(Request request, List<String> args) {
        Request filled = request;
        for (String arg : args) {
            filled = filled.arg(arg);
        }
        return filled;
    }
}
