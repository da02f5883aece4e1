package io.kairosgateway.bench.race;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Replicas of the gateway on a Redis of their own, which nobody else uses. */
record Cluster(Running redis, List<Running> replicas) implements AutoCloseable {

    /** @param name of the contender; a replica for each of the settings */
    static Cluster start(String name, SinkControl sink, List<Map<String, String>> settings) {
        Cluster cluster = new Cluster(Stage.redis("redis scale"), new ArrayList<>());
        try {
            for (Map<String, String> own : settings) {
                Contender contender = new Gateways(Stage.redisUrl(cluster.redis))
                        .all(own).stream()
                                .filter(each -> each.name().equals(name))
                                .findFirst()
                                .orElseThrow();
                cluster.replicas.add(contender.start(sink.port(), "scale " + cluster.replicas.size()));
            }
            return cluster;
        } catch (RuntimeException failed) {
            cluster.close();
            throw failed;
        }
    }

    List<Integer> ports() {
        return replicas.stream().map(Running::port).toList();
    }

    Moment now() {
        double cpu = replicas.stream()
                .mapToDouble(replica -> replica.tree().cpuSeconds())
                .sum();
        return new Moment(System.nanoTime(), cpu, RedisCounters.of(redis.port()));
    }

    /** @param cpuSeconds of all replicas together */
    record Moment(long nanos, double cpuSeconds, RedisCounters redis) {}

    /** What was spent from one moment to another. */
    record Span(Moment from, Moment to) {

        double seconds() {
            return (to.nanos - from.nanos) / 1e9;
        }

        double cpuSeconds() {
            return to.cpuSeconds - from.cpuSeconds;
        }

        double redisCpuSeconds() {
            return to.redis.cpuSeconds() - from.redis.cpuSeconds();
        }

        double redisBytesIn() {
            return to.redis.bytesIn() - from.redis.bytesIn();
        }

        double redisBytesOut() {
            return to.redis.bytesOut() - from.redis.bytesOut() - from.redis.length();
        }

        long calls(String command) {
            return to.redis.calls().getOrDefault(command, 0L)
                    - from.redis.calls().getOrDefault(command, 0L);
        }
    }

    @Override
    public void close() {
        replicas.forEach(Running::close);
        redis.close();
    }
}
