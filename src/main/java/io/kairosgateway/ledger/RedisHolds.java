package io.kairosgateway.ledger;

import io.kairosgateway.verification.VerificationId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The holds, one hash each, see {@link HoldScripts}.
 *
 * <p><b>What timed out may still be executed</b>, in any order with what was sent after it. A reservation that failed is therefore given back,
 * again and again until Redis confirms it ({@link LeftHolds}); so is a hold whose release failed. A release that comes before its own
 * reservation leaves a mark that makes the reservation do nothing. Until the release is confirmed, the next upload at this replica may take
 * the hold over.
 *
 * <p><b>What Redis lost</b> is written back ({@link OwnHolds}), and before that it is known here.
 */
final class RedisHolds {

    /** While Redis is away, one tells whether it is back. */
    private static final int BATCH = 64;

    private final RedisCommands redis;
    private final RedisGuard guard;
    private final OwnHolds own;
    private final LeftHolds left;

    RedisHolds(RedisCommands redis, RedisGuard guard, InstantSource clock, int most) {
        this.redis = redis;
        this.guard = guard;
        this.own = new OwnHolds(clock, most);
        this.left = new LeftHolds(most);
    }

    Uni<Hold.Reserved> reserve(Hold hold, Duration lease) {
        return Uni.createFrom()
                .deferred(() -> own.known(hold.name())
                        .map(this::writeBack)
                        .orElseGet(() -> Uni.createFrom().voidItem()))
                .flatMap(written -> guard.guard(() -> redis.send(reservation(hold, lease))))
                .onFailure()
                .invoke(lost -> leave(hold))
                .map(answer -> reserved(hold, lease, answer));
    }

    private Request reservation(Hold hold, Duration lease) {
        Request script = script(
                        HoldScripts.RESERVE,
                        hold,
                        RedisKeys.hold(hold.name()),
                        RedisKeys.left(hold.holder()),
                        RedisKeys.MARK)
                .arg(hold.fingerprint())
                .arg(lease.toMillis())
                .arg(hold.memory().toMillis())
                .arg(SameRedis.SETTLING.toMillis())
                .arg(SameRedis.newMark());
        for (String holder : left.holders(hold.name())) {
            script = script.arg(holder);
        }
        return script;
    }

    private Hold.Reserved reserved(Hold hold, Duration lease, Response taken) {
        if (taken == null) {
            own.taken(hold, lease);
            return new Hold.Reserved.Mine();
        }
        Hold.Fate fate =
                switch (taken.get(0).toString()) {
                    case "bound" ->
                        new Hold.Fate.Bound(new VerificationId(taken.get(2).toString()));
                    case "in_doubt" -> new Hold.Fate.InDoubt();
                    // Another replica may know it, and has not written it back yet.
                    case "settling" -> throw new LedgerUnavailableException();
                    default -> new Hold.Fate.InFlight();
                };
        return new Hold.Reserved.Taken(taken.get(1).toString(), fate);
    }

    Uni<Boolean> commit(Hold hold, Duration lease) {
        return guard.guard(() -> redis.send(script(HoldScripts.COMMIT, hold, RedisKeys.hold(hold.name()))
                                .arg(lease.toMillis()))
                        .map(Response::toBoolean))
                .invoke(mine -> {
                    if (mine) {
                        own.committed(hold, lease);
                    }
                });
    }

    Uni<Void> release(Hold hold) {
        return Uni.createFrom().deferred(() -> {
            own.gone(hold);
            return released(hold).onFailure().invoke(lost -> left.add(hold));
        });
    }

    private void leave(Hold hold) {
        left.add(hold);
        // At once, because it stands behind the reservation then where that waits in one connection, and goes ahead of
        // it otherwise.
        released(hold).subscribe().with(released -> left.confirmed(hold), lost -> {});
    }

    private Uni<Void> released(Hold hold) {
        return guard.guard(() -> redis.send(leaving(hold, "release")).replaceWithVoid());
    }

    Uni<Void> doubt(Hold hold) {
        return Uni.createFrom().deferred(() -> {
            own.doubted(hold);
            return guard.guard(() -> redis.send(leaving(hold, "doubt")).replaceWithVoid());
        });
    }

    private static Request leaving(Hold hold, String what) {
        return script(HoldScripts.LEAVE, hold, RedisKeys.hold(hold.name()), RedisKeys.left(hold.holder()))
                .arg(what)
                .arg(HoldScripts.LEFT.toMillis());
    }

    Uni<Optional<VerificationId>> bound(String name) {
        return guard.guard(() -> redis.send(
                        Request.cmd(Command.HGET).arg(RedisKeys.hold(name)).arg("id"))
                .map(id -> id == null ? Optional.empty() : VerificationId.parse(id.toString())));
    }

    /** The record of this verification has bound the hold, where Redis still knew it. */
    void recorded(Hold hold, VerificationId id) {
        own.bound(hold, id);
    }

    /** Redis may have lost everything: what is known here is written back, where it is missing there. */
    void writeBackAll() {
        own.oweAll();
    }

    /**
     * Does a part of what is owed to Redis.
     *
     * @return whether there may be more to do at once
     */
    Uni<Boolean> tidy() {
        return left.isEmpty() && own.owesNothing() ? Uni.createFrom().item(false) : owed(guard.away() ? 1 : BATCH);
    }

    private Uni<Boolean> owed(int most) {
        List<Uni<Boolean>> writes = Stream.concat(
                        left.next(most).stream().map(hold -> released(hold).invoke(() -> left.confirmed(hold))),
                        own.owed(most).stream().map(this::writeBack))
                .map(write -> write.replaceWith(true)
                        .onFailure(LedgerUnavailableException.class)
                        .recoverWithItem(false))
                .toList();
        return writes.isEmpty()
                ? Uni.createFrom().item(false)
                : Uni.join().all(writes).andFailFast().map(done -> !done.contains(false));
    }

    private Uni<Void> writeBack(OwnHolds.Known known) {
        Hold hold = known.hold();
        return guard.guard(() -> redis.send(script(HoldScripts.WRITE_BACK, hold, RedisKeys.hold(hold.name()))
                                .arg(hold.fingerprint())
                                .arg(known.stage().label())
                                .arg(known.lease().toMillis())
                                .arg(known.memory().toMillis())
                                .arg(known.id() == null ? "" : known.id().value()))
                        .replaceWithVoid())
                .invoke(() -> own.written(hold));
    }

    private static Request script(String script, Hold hold, String... keys) {
        Request request = Request.cmd(Command.EVAL).arg(script).arg(keys.length);
        for (String key : keys) {
            request = request.arg(key);
        }
        return request.arg(hold.holder());
    }
}
