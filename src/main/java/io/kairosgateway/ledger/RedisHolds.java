package io.kairosgateway.ledger;

import io.kairosgateway.verification.VerificationId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import java.time.Duration;
import java.util.Optional;

/**
 * The holds, one hash each: {@code holder}, {@code fingerprint}, {@code stage}, the end of the lease in {@code until}, and the {@code id}
 * of what came of it.
 */
final class RedisHolds {

    private static final String NOW = """
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            """;

    /** KEYS hold; ARGV holder, fingerprint, lease, memory. Nothing when it is taken by this, else the stage, the fingerprint and the id. */
    private static final String RESERVE = NOW + """
            local held = redis.call('HMGET', KEYS[1], 'stage', 'until', 'fingerprint', 'id')
            local lapsed = held[2] and tonumber(held[2]) <= now
            if held[1] and not (held[1] == 'uploading' and lapsed) then
              return {held[1] == 'committed' and lapsed and 'in_doubt' or held[1], held[3], held[4]}
            end
            redis.call('DEL', KEYS[1])
            redis.call('HSET', KEYS[1], 'holder', ARGV[1], 'fingerprint', ARGV[2], 'stage', 'uploading', 'until', now + ARGV[3])
            redis.call('PEXPIRE', KEYS[1], ARGV[4])
            return nil
            """;

    /** KEYS hold; ARGV holder, lease. A lapsed lease does no harm as long as nobody else has taken the place. */
    private static final String COMMIT = NOW + """
            local held = redis.call('HMGET', KEYS[1], 'holder', 'stage')
            if held[1] ~= ARGV[1] or held[2] ~= 'uploading' then return 0 end
            redis.call('HSET', KEYS[1], 'stage', 'committed', 'until', now + ARGV[2])
            return 1
            """;

    /** KEYS hold; ARGV holder, what to do. A bound one stays, or a late release would let a paid upload be repeated. */
    private static final String LEAVE = """
            local held = redis.call('HMGET', KEYS[1], 'holder', 'stage')
            if held[1] ~= ARGV[1] or held[2] == 'bound' then return 0 end
            if ARGV[2] == 'release' then redis.call('DEL', KEYS[1]) else redis.call('HSET', KEYS[1], 'stage', 'in_doubt') end
            return 1
            """;

    private final RedisCommands redis;
    private final RedisGuard guard;

    RedisHolds(RedisCommands redis, RedisGuard guard) {
        this.redis = redis;
        this.guard = guard;
    }

    Uni<Hold.Reserved> reserve(Hold hold, Duration lease) {
        return guard.guard(() -> redis.send(script(RESERVE, hold)
                        .arg(hold.fingerprint())
                        .arg(lease.toMillis())
                        .arg(hold.memory().toMillis()))
                .map(RedisHolds::reserved));
    }

    private static Hold.Reserved reserved(Response taken) {
        if (taken == null) {
            return new Hold.Reserved.Mine();
        }
        Hold.Fate fate =
                switch (taken.get(0).toString()) {
                    case "bound" ->
                        new Hold.Fate.Bound(new VerificationId(taken.get(2).toString()));
                    case "in_doubt" -> new Hold.Fate.InDoubt();
                    default -> new Hold.Fate.InFlight();
                };
        return new Hold.Reserved.Taken(taken.get(1).toString(), fate);
    }

    Uni<Boolean> commit(Hold hold, Duration lease) {
        return guard.guard(
                () -> redis.send(script(COMMIT, hold).arg(lease.toMillis())).map(Response::toBoolean));
    }

    Uni<Void> release(Hold hold) {
        return guard.guard(() -> redis.send(script(LEAVE, hold).arg("release")).replaceWithVoid());
    }

    Uni<Void> doubt(Hold hold) {
        return guard.guard(() -> redis.send(script(LEAVE, hold).arg("doubt")).replaceWithVoid());
    }

    Uni<Optional<VerificationId>> bound(String name) {
        return guard.guard(() -> redis.send(
                        Request.cmd(Command.HGET).arg(RedisKeys.hold(name)).arg("id"))
                .map(id -> id == null ? Optional.empty() : VerificationId.parse(id.toString())));
    }

    private static Request script(String script, Hold hold) {
        return Request.cmd(Command.EVAL)
                .arg(script)
                .arg(1)
                .arg(RedisKeys.hold(hold.name()))
                .arg(hold.holder());
    }
}
