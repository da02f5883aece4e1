package io.kairosgateway.ledger;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Whether Redis is the one that it was: a mark in it goes with everything else when it is emptied, and the fingerprints in it tell whether
 * its results were sealed with the keys that this replica has.
 */
final class SameRedis {

    /** After Redis was emptied, every replica has written back what it knows in this time; until then nothing that is missing is taken for new. */
    static final Duration SETTLING = Duration.ofSeconds(5);

    /** KEYS mark, fingerprints; ARGV a new mark, ids and fingerprints in turn. The answer: the mark, and the ids that belong to other keys. */
    private static final String LOOK = """
            local mark = redis.call('HGET', KEYS[1], 'id')
            if not mark then
              mark = ARGV[1]
              local time = redis.call('TIME')
              redis.call('HSET', KEYS[1], 'id', mark, 'since', ARGV[2] == 'first' and 0 or time[1] * 1000 + math.floor(time[2] / 1000))
            end
            local answer = {mark}
            for i = 3, #ARGV, 2 do
              local known = redis.call('HGET', KEYS[2], ARGV[i])
              if not known then
                redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1])
              elseif known ~= ARGV[i + 1] then
                answer[#answer + 1] = ARGV[i]
              end
            end
            return answer
            """;

    /**
     * What a look has shown.
     *
     * @param first of this replica
     * @param emptied since the look before
     * @param foreign ids of keys by which Redis knows other keys
     */
    record Look(boolean first, boolean emptied, List<String> foreign) {

        /** What is wrong with the keys, in a sentence for the operator; empty when nothing is. */
        Optional<String> problem() {
            return foreign.isEmpty()
                    ? Optional.empty()
                    : Optional.of("GATEWAY_ENCRYPTION_KEYS: the key " + String.join(", ", foreign)
                            + " is another than the one by which results in Redis were sealed under this id; bring the old key back,"
                            + " or give the new one an id of its own and put it before the old.");
        }
    }

    private final RedisCommands redis;
    private final Supplier<SealKeys> keys;
    private final Duration timeout;
    private volatile String mark;

    SameRedis(RedisCommands redis, Supplier<SealKeys> keys, Duration timeout) {
        this.redis = redis;
        this.keys = keys;
        this.timeout = timeout;
    }

    static String newMark() {
        return UUID.randomUUID().toString();
    }

    /** Beside the guard: this is no work of anybody's, so its failure says nothing about whether Redis does that. */
    Uni<Look> look() {
        return Uni.createFrom()
                .deferred(() -> redis.send(request()))
                .ifNoItem()
                .after(timeout)
                .fail()
                .map(this::look);
    }

    private Request request() {
        Request request = Request.cmd(Command.EVAL)
                .arg(LOOK)
                .arg(2)
                .arg(RedisKeys.MARK)
                .arg(RedisKeys.FINGERPRINTS)
                .arg(newMark())
                .arg(mark == null ? "first" : "again");
        for (var fingerprint : keys.get().fingerprints().entrySet()) {
            request = request.arg(fingerprint.getKey()).arg(fingerprint.getValue());
        }
        return request;
    }

    private Look look(Response answer) {
        String now = answer.get(0).toString();
        String before = mark;
        mark = now;
        boolean emptied = before != null && !before.equals(now);
        List<String> foreign = new ArrayList<>();
        for (int i = 1; i < answer.size(); i++) {
            foreign.add(answer.get(i).toString());
        }
        return new Look(before == null, emptied, foreign);
    }
}
