package io.kairosgateway.ledger;

/**
 * The steps that must not be torn apart. They are sent as text each time: Redis keeps them compiled by their hash, a script is under a
 * kilobyte beside an upload of megabytes, and nothing has to be loaded again after a restart or a failover, as EVALSHA would need.
 *
 * <p>A change is published last and by {@code pcall}: what was written stands, and a hint that nobody may send is one that got lost.
 *
 * <p>The time is Redis' own, so that no replica's clock decides what is due.
 */
final class RedisScripts {

    /**
     * KEYS verification, owner, mark of this Redis, one that is nobody's; ARGV how long an emptied Redis settles, a new mark for it, the fields to
     * read. Reads all at once, or a record in between would look forgotten. A number when a replica may still be about to write back what was
     * lost. Nothing is unknown to a Redis that cannot be written: it may be in the memory of a replica.
     */
    static final String FIND = """
            local fields = redis.call('HMGET', KEYS[1], unpack(ARGV, 3))
            if fields[1] then return fields end
            local owner = redis.call('GET', KEYS[2])
            if owner then return owner end
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            local since = redis.call('HGET', KEYS[3], 'since')
            if not since then
              since = now
              redis.call('HSET', KEYS[3], 'id', ARGV[2], 'since', since)
            end
            if now - since < tonumber(ARGV[1]) then return 1 end
            redis.call('SET', KEYS[4], '1', 'PX', 60000)
            return nil
            """;

    /**
     * KEYS verification, owner, due, hold; ARGV id, ttl, ownership ttl, delay of the first poll or '', holder or '', tenant, kind, time of
     * the submit, fields and values. An id is its first upload's, whoever else Kairos gives it to. A second record of that one binds as well: the
     * first may have been made without the hold.
     */
    static final String RECORD = """
            local known = redis.call('HMGET', KEYS[1], 'tenant', 'kind', 'submitted_at')
            local owner = known[1] or redis.call('GET', KEYS[2])
            if owner then
              if owner ~= ARGV[6] then return 'TAKEN' end
              if not known[1] then return 'FORGOTTEN' end
              if known[2] ~= ARGV[7] or known[3] ~= ARGV[8] then return 'TAKEN' end
            end
            if redis.call('HGET', KEYS[4], 'holder') == ARGV[5] then
              redis.call('HSET', KEYS[4], 'stage', 'bound', 'id', ARGV[1])
            end
            if owner then return 'WRITTEN' end
            redis.call('HSET', KEYS[1], unpack(ARGV, 9))
            redis.call('PEXPIRE', KEYS[1], ARGV[2])
            redis.call('SET', KEYS[2], ARGV[6], 'PX', ARGV[3])
            if ARGV[4] ~= '' then
              local time = redis.call('TIME')
              redis.call('ZADD', KEYS[3], time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[4], ARGV[1])
            end
            return 'WRITTEN'
            """;

    /**
     * KEYS due; ARGV lease, how many, prefix of the verifications' keys, the fields to read. An id whose verification has expired leaves
     * the queue here. The answer's first item is the score that all of them have now: the fence. A claim counts as a refusal until it is given
     * back, so that an id that ends every replica which polls it is known by its count.
     */
    static final String CLAIM = """
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            local lease = now + ARGV[1]
            local claims = {lease}
            for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[2])) do
              local key = ARGV[3] .. id
              if redis.call('HGET', key, 'status') == 'processing' then
                redis.call('ZADD', KEYS[1], lease, id)
                claims[#claims + 1] = {id, redis.call('HMGET', key, unpack(ARGV, 4))}
                redis.call('HINCRBY', key, 'refusals', 1)
              else
                redis.call('ZREM', KEYS[1], id)
              end
            end
            return claims
            """;

    /**
     * KEYS verification, due; ARGV id, fence, delay, refusals, sealed answer or ''. The status is asked for as well, or writing to an
     * expired hash would make one that never expires. One that is in no queue has lost its place with all of that, and gets it back.
     */
    static final String POSTPONE = """
            local score = redis.call('ZSCORE', KEYS[2], ARGV[1])
            if score and tonumber(score) ~= tonumber(ARGV[2]) then return 0 end
            if redis.call('HGET', KEYS[1], 'status') ~= 'processing' then return 0 end
            redis.call('HINCRBY', KEYS[1], 'polls', 1)
            redis.call('HSET', KEYS[1], 'refusals', ARGV[4])
            if ARGV[5] ~= '' then redis.call('HSET', KEYS[1], 'answer', ARGV[5]) end
            local time = redis.call('TIME')
            redis.call('ZADD', KEYS[2], time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[3], ARGV[1])
            return 1
            """;

    /** KEYS verification, due; ARGV id, delay, polls, sealed answer or ''. A lease that ends later than the delay stays as it is. */
    static final String RESUME = """
            if redis.call('HGET', KEYS[1], 'status') ~= 'processing' then return 0 end
            if tonumber(redis.call('HGET', KEYS[1], 'polls')) < tonumber(ARGV[3]) then
              redis.call('HSET', KEYS[1], 'polls', ARGV[3])
              if ARGV[4] ~= '' then redis.call('HSET', KEYS[1], 'answer', ARGV[4]) end
            end
            local time = redis.call('TIME')
            local due = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[2]
            local score = redis.call('ZSCORE', KEYS[2], ARGV[1])
            if not score or tonumber(score) < due then redis.call('ZADD', KEYS[2], due, ARGV[1]) end
            return 1
            """;

    /** KEYS verification, due; ARGV id, channel, ttl, status, sealed state, tenant, kind, time of the submit, the statuses that may be replaced. */
    static final String CONCLUDE = """
            local known = redis.call('HMGET', KEYS[1], 'status', 'tenant', 'kind', 'submitted_at')
            if known[2] ~= ARGV[6] or known[3] ~= ARGV[7] or known[4] ~= ARGV[8] then return 0 end
            for i = 9, #ARGV do
              if known[1] == ARGV[i] then
                redis.call('HSET', KEYS[1], 'status', ARGV[4], 'state', ARGV[5])
                redis.call('PEXPIRE', KEYS[1], ARGV[3])
                redis.call('ZREM', KEYS[2], ARGV[1])
                redis.pcall('PUBLISH', ARGV[2], ARGV[1])
                return 1
              end
            end
            return 0
            """;

    /** KEYS verification, due; ARGV id, channel. */
    static final String FORGET = """
            redis.call('ZREM', KEYS[2], ARGV[1])
            local had = redis.call('DEL', KEYS[1])
            if had == 1 then redis.pcall('PUBLISH', ARGV[2], ARGV[1]) end
            return had
            """;

    /** KEYS window; ARGV limit, length. The answer: whether it was counted, how many are, and for how long. */
    static final String COUNT = """
            local counted = tonumber(redis.call('GET', KEYS[1]) or '0')
            local within = counted < tonumber(ARGV[1])
            if within then counted = redis.call('INCR', KEYS[1]) end
            local left = redis.call('PTTL', KEYS[1])
            if left < 0 then
              redis.call('PEXPIRE', KEYS[1], ARGV[2])
              left = tonumber(ARGV[2])
            end
            return {within and 1 or 0, counted, left}
            """;

    /** KEYS due. How many, and for how many milliseconds the first has been due. */
    static final String BACKLOG = """
            local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            return {redis.call('ZCARD', KEYS[1]), first[2] and math.max(0, now - first[2]) or 0}
            """;

    private RedisScripts() {}
}
