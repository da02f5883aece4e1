package io.kairosgateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.cluster.Invariants.Bounds;
import io.kairosgateway.cluster.Load.Plan;
import java.time.Duration;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many wait on all replicas for one id, and Kairos is asked by one of them. */
@ExtendWith(SharedCluster.class)
class WaitersIT {

    private static final int WAITERS = 50;

    @ParameterizedTest
    @CsvSource({"5, 3, 6", "60, 12, 0"})
    void fiftyWaitersOnThreeReplicasCostOnePatientPoller(int seconds, int most, int learnt, Cluster cluster) {
        // Given the gateway has seen how long decisions take, where that matters
        Duration decision = Cluster.scaled(Duration.ofSeconds(seconds));
        Load.begin(cluster, new Plan("learnt-" + seconds, learnt, Duration.ofMillis(600), decision, decision, 1))
                .over();
        cluster.record().forget();

        // When
        Load load = Load.begin(
                        cluster, new Plan("many-" + seconds, 1, Duration.ofMillis(1), decision, decision, WAITERS))
                .over();

        // Then
        Upstream upstream = Invariants.check(load, Bounds.STRICT);
        Figures.of(WAITERS + " waiters, decision after " + decision, load, upstream);
        assertThat(upstream.polls(load.accepted().get(0).id())).hasSizeLessThanOrEqualTo(most);
    }
}
