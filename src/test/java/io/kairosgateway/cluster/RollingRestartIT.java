package io.kairosgateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.cluster.Invariants.Bounds;
import io.kairosgateway.cluster.Load.Plan;
import io.kairosgateway.testing.GatewayProcess;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An update replaces one replica after the other while clients wait. */
@ExtendWith(SharedCluster.class)
class RollingRestartIT {

    @Test
    void fiveHundredStreamsAndAsManyLongPollsOutliveARestartOfAllReplicas(Cluster cluster) {
        // Given
        Load load = Load.begin(
                        cluster,
                        new Plan(
                                "waiting",
                                500,
                                Duration.ofSeconds(8),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(25),
                                2))
                .submitted();
        Load meanwhile = Load.begin(
                cluster,
                new Plan("meanwhile", 100, Duration.ofSeconds(15), Duration.ofSeconds(1), Duration.ofSeconds(5), 1));

        // When
        for (Replica replica : cluster.replicas()) {
            long from = System.currentTimeMillis();
            replica.end(GatewayProcess::stop);
            Figures.say("restart: ended after %d ms", System.currentTimeMillis() - from);
            replica.start();
        }
        load.over();
        meanwhile.submitted().over();

        // Then
        assertThat(load.accepted()).hasSize(500);
        Figures.of("restart", load, Invariants.check(load, Bounds.STRICT));
        Figures.of("restart, submitted meanwhile", meanwhile, Invariants.check(meanwhile, Bounds.STRICT));
    }
}
