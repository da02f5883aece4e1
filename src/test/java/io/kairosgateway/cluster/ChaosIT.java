package io.kairosgateway.cluster;

import io.kairosgateway.cluster.Invariants.Bounds;
import io.kairosgateway.cluster.Load.Plan;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever happens, and in whatever order: {@code -Dchaos.seeds=20} runs that many seeds, from {@code -Dchaos.seed=1} on, each of
 * {@code -Dchaos.verifications=200}. The seed decides what happens; when exactly is the machine's.
 */
@ExtendWith(SharedCluster.class)
class ChaosIT {

    private static final int VERIFICATIONS = Integer.getInteger("chaos.verifications", 200);

    static LongStream seeds() {
        return LongStream.range(0, Long.getLong("chaos.seeds", 1))
                .map(number -> Long.getLong("chaos.seed", 1) + number);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyAcceptedVerificationEndsInOneDecision(long seed, Cluster cluster) {
        // Given
        Load load = Load.begin(
                cluster,
                new Plan(
                        "chaos-" + seed,
                        VERIFICATIONS,
                        Cluster.scaled(Duration.ofSeconds(100)),
                        Duration.ofMillis(200),
                        Cluster.scaled(Duration.ofSeconds(40)),
                        2,
                        "",
                        seed));

        // When
        Chaos chaos = Chaos.during(cluster, load, seed);
        Figures.say("chaos: seed %d, %s", seed, chaos.events());
        cluster.restore();
        load.submitted().over();

        // Then
        // A GET may be tried a second time at once; each fault may cost one more, and let a second replica ask while a
        // first still does.
        Bounds bounds = new Bounds(2, chaos.events().size(), Cluster.REPLICAS, false);
        Figures.of("chaos " + seed, load, Invariants.check(load, bounds));
    }
}
