package io.kairosgateway.ledger;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;

/**
 * Tries on a key of its own whatever the ledger does with Redis: at the start, and again and again while it is degraded. A Redis that answers
 * may still refuse every write, or those rights that only some commands need, and a write that succeeds may be one that makes room.
 */
final class RedisTrial {

    private static final Logger LOG = Logger.getLogger(RedisTrial.class);

    /**
     * KEYS one that is nobody's; ARGV the channel. The answer: each command that was refused, and what Redis says. A command that may need
     * memory is the first, because Redis takes all that follow one that does not.
     */
    static final String SCRIPT = """
            local refused = {}
            local function try(...)
              local answer = redis.pcall(...)
              if type(answer) == 'table' and answer.err then
                refused[#refused + 1] = ...
                refused[#refused + 1] = answer.err
              end
            end
            local key = KEYS[1]
            try('SET', key, '1', 'PX', 60000)
            try('GET', key)
            try('INCR', key)
            try('PTTL', key)
            try('PEXPIRE', key, 60000)
            try('EXISTS', key)
            try('DEL', key)
            try('HSET', key, 'field', '1')
            try('HGET', key, 'field')
            try('HMGET', key, 'field')
            try('HINCRBY', key, 'field', 1)
            try('DEL', key)
            try('ZADD', key, 1, 'member')
            try('ZSCORE', key, 'member')
            try('ZCARD', key)
            try('ZRANGE', key, 0, 0)
            try('ZRANGEBYSCORE', key, 0, 1)
            try('ZREM', key, 'member')
            try('DEL', key)
            try('TIME')
            try('SCAN', '0', 'COUNT', 1)
            try('PUBLISH', ARGV[1], '')
            return refused
            """;

    private final RedisCommands redis;
    private final RedisChanges changes;
    private volatile Set<String> told = Set.of();

    RedisTrial(RedisCommands redis, RedisChanges changes) {
        this.redis = redis;
        this.changes = changes;
    }

    /** Fails when anything of it is refused. */
    Uni<Void> once() {
        return redis.send(Request.cmd(Command.EVAL)
                        .arg(SCRIPT)
                        .arg(1)
                        .arg(RedisKeys.TRIAL)
                        .arg(RedisKeys.CHANGES))
                .onFailure(io.vertx.redis.client.Response.class::isInstance)
                .invoke(refused -> {
                    if (RedisWord.of(refused).equals(RedisWord.DENIED)) {
                        tell(Set.of(named("EVAL", refused.getMessage())));
                    }
                })
                .invoke(this::consider)
                .replaceWithVoid();
    }

    private void consider(Response refused) {
        Set<String> denied = new TreeSet<>();
        for (int i = 0; i < refused.size(); i += 2) {
            String error = refused.get(i + 1).toString();
            if (RedisWord.of(error).equals(RedisWord.DENIED)) {
                denied.add(named(refused.get(i).toString(), error));
            }
        }
        if (changes.denied()) {
            denied.add("SUBSCRIBE");
        }
        tell(denied);
        if (refused.size() > 0) {
            throw new RedisRefusal(refused.get(1).toString());
        }
        if (changes.denied()) {
            throw new RedisRefusal(RedisWord.DENIED);
        }
    }

    private static String named(String command, String error) {
        return error.contains(" key") ? command + " on the keys {kairos-gateway}:*" : command;
    }

    /** What Redis has denied in the last trial. */
    Set<String> denied() {
        return told;
    }

    private void tell(Set<String> denied) {
        if (!denied.equals(told)) {
            told = denied;
            if (!denied.isEmpty()) {
                LOG.warnf(
                        "Redis denies the gateway rights that it needs: %s; the ACL line in operations.md grants them all",
                        String.join(", ", denied));
            }
        }
    }
}
