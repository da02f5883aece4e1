package io.kairosgateway.ledger;

import java.time.Duration;

/**
 * The steps of a hold in Redis: a hash with {@code holder}, {@code fingerprint}, {@code stage}, the end of the lease in {@code until}, and the
 * {@code id} of what came of it.
 */
final class HoldScripts {

    /** How long a reservation may be under way that was given back before Redis had seen it. */
    static final Duration LEFT = Duration.ofMinutes(15);

    private static final String NOW = """
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            """;

    /**
     * KEYS hold, mark of the holder's release, mark of this Redis; ARGV holder, fingerprint, lease, memory, how long an emptied Redis settles,
     * a new mark for it, the holders that this replica has left. Nothing when it is taken by this, else the stage, the fingerprint and the id.
     */
    static final String RESERVE = NOW + """
            if redis.call('EXISTS', KEYS[2]) == 1 then return {'uploading', '', false} end
            local held = redis.call('HMGET', KEYS[1], 'stage', 'until', 'fingerprint', 'id', 'holder')
            local lapsed = held[2] and tonumber(held[2]) <= now
            local free = held[1] == 'uploading' and (lapsed or held[5] == ARGV[1])
            for i = 7, #ARGV do
              free = free or held[5] == ARGV[i] and held[1] ~= 'bound'
            end
            if held[1] and not free then
              return {held[1] == 'committed' and lapsed and 'in_doubt' or held[1], held[3], held[4]}
            end
            if not held[1] then
              local since = redis.call('HGET', KEYS[3], 'since')
              if not since then
                since = now
                redis.call('HSET', KEYS[3], 'id', ARGV[6], 'since', since)
              end
              if now - since < tonumber(ARGV[5]) then return {'settling'} end
            end
            redis.call('DEL', KEYS[1])
            redis.call('HSET', KEYS[1], 'holder', ARGV[1], 'fingerprint', ARGV[2], 'stage', 'uploading', 'until', now + ARGV[3])
            redis.call('PEXPIRE', KEYS[1], ARGV[4])
            return nil
            """;

    /** KEYS hold; ARGV holder, lease. A lapsed lease does no harm as long as nobody else has taken the place. */
    static final String COMMIT = NOW + """
            local held = redis.call('HMGET', KEYS[1], 'holder', 'stage')
            if held[1] ~= ARGV[1] or held[2] ~= 'uploading' then return 0 end
            redis.call('HSET', KEYS[1], 'stage', 'committed', 'until', now + ARGV[2])
            return 1
            """;

    /**
     * KEYS hold, mark of the holder's release; ARGV holder, what to do, how long the mark stays. A bound one stays, or a late release would
     * let a paid upload be repeated. A release that finds nothing may be ahead of its reservation, which must do nothing then.
     */
    static final String LEAVE = """
            local held = redis.call('HMGET', KEYS[1], 'holder', 'stage')
            if held[1] ~= ARGV[1] then
              if ARGV[2] == 'release' then redis.call('SET', KEYS[2], '', 'PX', ARGV[3]) end
              return 0
            end
            if held[2] == 'bound' then return 0 end
            if ARGV[2] == 'release' then redis.call('DEL', KEYS[1]) else redis.call('HSET', KEYS[1], 'stage', 'in_doubt') end
            return 1
            """;

    /**
     * KEYS hold; ARGV holder, fingerprint, stage, lease, memory, id or ''. Writes where nothing is. What Kairos may have wins over an upload
     * that took the lost place and is still under way: that one is refused at its commit.
     */
    static final String WRITE_BACK = NOW + """
            local held = redis.call('HMGET', KEYS[1], 'holder', 'stage')
            local rank = {uploading = 1, committed = 2, in_doubt = 3, bound = 4}
            local there = rank[held[2]] or 0
            if held[1] ~= ARGV[1] and there > 1 or rank[ARGV[3]] <= there then return 0 end
            redis.call('DEL', KEYS[1])
            redis.call('HSET', KEYS[1], 'holder', ARGV[1], 'fingerprint', ARGV[2], 'stage', ARGV[3], 'until', now + ARGV[4])
            if ARGV[6] ~= '' then redis.call('HSET', KEYS[1], 'id', ARGV[6]) end
            redis.call('PEXPIRE', KEYS[1], ARGV[5])
            return 1
            """;

    private HoldScripts() {}
}
