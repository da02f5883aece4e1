package io.kairosgateway.cluster;

import io.kairosgateway.testing.RealRedis;
import java.util.function.Consumer;

/** What may be wrong with a Redis that can be reached, and how it is over. */
enum Mood {
    FULL(redis -> redis.command("CONFIG", "SET", "maxmemory", "1"), Mood::withMemory),
    READ_ONLY(redis -> redis.command("REPLICAOF", "127.0.0.1", "1"), redis -> redis.command("REPLICAOF", "NO", "ONE")),
    FROZEN(RealRedis::freeze, RealRedis::thaw),
    WITHOUT_RIGHTS(
            redis -> redis.command("ACL", "SETUSER", "default", "-@write", "resetchannels"),
            redis -> redis.command("ACL", "SETUSER", "default", "+@all", "allchannels")),
    /** Ends by itself: it takes no command meanwhile. */
    PAUSED(redis -> redis.command("CLIENT", "PAUSE", "5000", "ALL"), redis -> {}),
    WITHOUT_REPLICAS(
            redis -> redis.command("CONFIG", "SET", "min-replicas-to-write", "1"),
            redis -> redis.command("CONFIG", "SET", "min-replicas-to-write", "0")),
    WITHOUT_SCRIPTS(
            redis -> redis.command("ACL", "SETUSER", "default", "-eval"),
            redis -> redis.command("ACL", "SETUSER", "default", "+eval"));

    private final Consumer<RealRedis> begin;
    private final Consumer<RealRedis> end;

    Mood(Consumer<RealRedis> begin, Consumer<RealRedis> end) {
        this.begin = begin;
        this.end = end;
    }

    void begin(RealRedis redis) {
        begin.accept(redis);
    }

    void end(RealRedis redis) {
        end.accept(redis);
    }

    private static void withMemory(RealRedis redis) {
        redis.command("CONFIG", "SET", "maxmemory", "0");
    }
}
