package io.kairosgateway.ledger;

import io.kairosgateway.verification.VerificationId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Mends what Redis has lost, beside the work: open verifications that are not in the due queue are put back, by a slow sweep over all keys that
 * the replicas share, and by whoever reads one; and an emptied Redis is noticed. None of it fails anybody's call or says anything about Redis'
 * health, and it is bounded however much there is to mend.
 */
final class RedisUpkeep {

    private static final Logger LOG = Logger.getLogger(RedisUpkeep.class);

    private static final long EVERY_NANOS = Duration.ofSeconds(1).toNanos();

    /** Keys that one step of the sweep looks at, and the time between two steps, of all replicas together. */
    private static final int SWEPT = 500;

    private static final long SWEEP_MILLIS = 1_000;

    /** Open verifications a second that this replica looks up in the queue because they were read. */
    private static final int LOOKED_UP = 50;

    /** KEYS sweep, due; ARGV prefix of the verifications' keys, how many keys, time between steps. How many were put back. */
    private static final String STEP = """
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            local sweep = redis.call('HMGET', KEYS[1], 'cursor', 'next')
            if sweep[2] and tonumber(sweep[2]) > now then return 0 end
            local found = redis.call('SCAN', sweep[1] or '0', 'MATCH', ARGV[1] .. '*', 'COUNT', ARGV[2])
            redis.call('HSET', KEYS[1], 'cursor', found[1], 'next', now + ARGV[3])
            redis.call('PEXPIRE', KEYS[1], 86400000)
            local back = 0
            for _, key in ipairs(found[2]) do
              if redis.call('HGET', key, 'status') == 'processing' then
                back = back + redis.call('ZADD', KEYS[2], 'NX', now, string.sub(key, #ARGV[1] + 1))
              end
            end
            return back
            """;

    /** KEYS verification, due; ARGV id. */
    private static final String PUT_BACK = """
            if redis.call('HGET', KEYS[1], 'status') ~= 'processing' then return 0 end
            local time = redis.call('TIME')
            return redis.call('ZADD', KEYS[2], 'NX', time[1] * 1000 + math.floor(time[2] / 1000), ARGV[1])
            """;

    private final RedisCommands redis;
    private final Duration timeout;
    private final AtomicLong second = new AtomicLong();
    private final AtomicLong lookedUp = new AtomicLong();
    private final AtomicLong next = new AtomicLong(System.nanoTime());

    RedisUpkeep(RedisCommands redis, Duration timeout) {
        this.redis = redis;
        this.timeout = timeout;
    }

    /** Whether a second has passed since this was last true. */
    boolean due() {
        long now = System.nanoTime();
        long last = next.get();
        return now - last >= 0 && next.compareAndSet(last, now + EVERY_NANOS);
    }

    void sweep() {
        put(Request.cmd(Command.EVAL)
                .arg(STEP)
                .arg(2)
                .arg(RedisKeys.SWEEP)
                .arg(RedisKeys.DUE)
                .arg(RedisKeys.VERIFICATION)
                .arg(SWEPT)
                .arg(SWEEP_MILLIS));
    }

    /** One that is open was read. */
    void read(VerificationId id) {
        long now = System.nanoTime() / EVERY_NANOS;
        if (second.getAndSet(now) != now) {
            lookedUp.set(0);
        }
        if (lookedUp.incrementAndGet() <= LOOKED_UP) {
            put(Request.cmd(Command.EVAL)
                    .arg(PUT_BACK)
                    .arg(2)
                    .arg(RedisKeys.verification(id))
                    .arg(RedisKeys.DUE)
                    .arg(id.value()));
        }
    }

    private void put(Request script) {
        Uni.createFrom()
                .deferred(() -> redis.send(script))
                .ifNoItem()
                .after(timeout)
                .fail()
                .subscribe()
                .with(
                        back -> {
                            if (back.toInteger() > 0) {
                                LOG.warnf(
                                        "open verifications were missing in the due queue put_back=%d",
                                        back.toInteger());
                            }
                        },
                        lost -> {});
    }
}
