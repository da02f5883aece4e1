package io.kairosgateway.cluster;

import io.kairosgateway.cluster.Invariants.Bounds;
import io.kairosgateway.cluster.Load.Plan;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Notifications are hints: a decision reaches everybody though they are lost again and again. */
@ExtendWith(SharedCluster.class)
class LostHintsIT {

    @Test
    void subscriptionsThatAreKilledAgainAndAgainLoseNoDecision(Cluster cluster) {
        // Given
        Duration period = Cluster.scaled(Duration.ofSeconds(5));
        Load load = Load.begin(
                cluster,
                new Plan("hints", 500, period.multipliedBy(6), Duration.ofMillis(500), period.multipliedBy(2), 2));

        // When
        long killer = cluster.clients()
                .vertx()
                .setPeriodic(
                        period.toMillis(),
                        tick -> cluster.clients().vertx().executeBlocking(() -> {
                            cluster.killSubscriptions();
                            return null;
                        }));
        load.over();
        cluster.clients().vertx().cancelTimer(killer);

        // Then
        Figures.of("subscriptions killed", load, Invariants.check(load, Bounds.STRICT));
    }
}
