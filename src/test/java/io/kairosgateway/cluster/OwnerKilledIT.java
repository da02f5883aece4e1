package io.kairosgateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kairosgateway.cluster.Invariants.Bounds;
import io.kairosgateway.cluster.Load.Plan;
import io.kairosgateway.testing.GatewayProcess;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A replica that dies in the middle of its polls leaves them to the others. */
@ExtendWith(SharedCluster.class)
class OwnerKilledIT {

    @Test
    void whatADeadReplicaWasAskingForIsAskedForByAnother(Cluster cluster) {
        // Given the first GETs hang
        Load load = Load.begin(
                        cluster,
                        new Plan(
                                "owner",
                                // Fewer than would open the breaker, which would postpone what is measured.
                                12,
                                Duration.ofMillis(300),
                                Duration.ofMillis(100),
                                Duration.ofMillis(200),
                                2,
                                "-poll=hangx3",
                                1))
                .submitted();
        await("first GETs")
                .atMost(Duration.ofSeconds(30))
                .until(() -> load.accepted().stream().map(Tracked::id).allMatch(asked(cluster)::containsKey));

        // When
        int owner = ownerOfMost(cluster, load);
        long killed = System.currentTimeMillis();
        cluster.replica(owner).end(GatewayProcess::kill);
        List<String> orphans = orphans(cluster, load, owner);
        load.over();

        // Then
        cluster.replica(owner).start();
        Upstream upstream = Invariants.check(load, new Bounds(2, 1, 1));
        Figures.of("owner killed", load, upstream);
        assertThat(orphans).isNotEmpty();
        long[] resumed = orphans.stream()
                .map(id -> upstream.after(id, killed))
                .peek(poll -> assertThat(cluster.origin(poll)).isNotEqualTo(owner))
                .mapToLong(poll -> Upstream.at(poll) - killed)
                .sorted()
                .toArray();
        Figures.say(
                "owner killed: asked for again after %s ms, with a lease of %d ms",
                Figures.spread(resumed), Cluster.LEASE.toMillis());
    }

    private static Map<?, ?> asked(Cluster cluster) {
        return (Map<?, ?>) cluster.record().counts().get("gets_per_uuid");
    }

    private static int ownerOfMost(Cluster cluster, Load load) {
        Upstream upstream = Upstream.of(cluster);
        Map<Integer, Long> owned = load.accepted().stream()
                .map(tracked -> lastOrigin(cluster, upstream, tracked))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        return IntStream.range(0, Cluster.REPLICAS)
                .boxed()
                .max(Comparator.comparing(number -> owned.getOrDefault(number, 0L)))
                .orElseThrow();
    }

    /** Those that the dead one has asked for last, in vain. */
    private static List<String> orphans(Cluster cluster, Load load, int dead) {
        Upstream upstream = Upstream.of(cluster);
        return load.accepted().stream()
                .filter(tracked -> lastOrigin(cluster, upstream, tracked) == dead)
                .filter(tracked -> upstream.polls(tracked.id()).stream().noneMatch(poll -> poll.get("status") != null))
                .map(Tracked::id)
                .toList();
    }

    private static int lastOrigin(Cluster cluster, Upstream upstream, Tracked tracked) {
        List<Map<String, Object>> polls = upstream.polls(tracked.id());
        return cluster.origin(polls.get(polls.size() - 1));
    }
}
