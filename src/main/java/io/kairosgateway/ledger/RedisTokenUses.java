package io.kairosgateway.ledger;

import io.kairosgateway.verification.VerificationId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import java.time.Duration;
import java.util.Optional;

/** The used submit tokens, one key each: empty while the upload runs, then the id of what came of it. */
final class RedisTokenUses {

    /** KEYS token. Only an empty one goes, or a late release would let a paid use be repeated. */
    private static final String RELEASE = """
            if redis.call('GET', KEYS[1]) == '' then redis.call('DEL', KEYS[1]) end
            return 0
            """;

    private final Redis redis;
    private final RedisGuard guard;

    RedisTokenUses(Redis redis, RedisGuard guard) {
        this.redis = redis;
        this.guard = guard;
    }

    Uni<Boolean> reserve(String tokenId, Duration ttl) {
        return guard.guard(() -> redis.send(Request.cmd(Command.SET)
                        .arg(RedisKeys.token(tokenId))
                        .arg("")
                        .arg("NX")
                        .arg("PX")
                        .arg(Math.max(1, ttl.toMillis())))
                .map(set -> set != null));
    }

    Uni<Void> release(String tokenId) {
        return guard.guard(
                () -> redis.send(Request.cmd(Command.EVAL).arg(RELEASE).arg(1).arg(RedisKeys.token(tokenId)))
                        .replaceWithVoid());
    }

    Uni<Void> bind(String tokenId, VerificationId id) {
        return guard.guard(() -> redis.send(Request.cmd(Command.SET)
                        .arg(RedisKeys.token(tokenId))
                        .arg(id.value())
                        .arg("XX")
                        .arg("KEEPTTL"))
                .replaceWithVoid());
    }

    Uni<Optional<VerificationId>> bound(String tokenId) {
        return guard.guard(() -> redis.send(Request.cmd(Command.GET).arg(RedisKeys.token(tokenId)))
                .map(id -> id == null ? Optional.empty() : VerificationId.parse(id.toString())));
    }
}
