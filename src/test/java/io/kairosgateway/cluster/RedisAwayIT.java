package io.kairosgateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kairosgateway.cluster.Invariants.Bounds;
import io.kairosgateway.cluster.Load.Plan;
import io.kairosgateway.testing.FaultProxy;
import io.kairosgateway.testing.GatewayProcess;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Redis is away under load, and comes back. */
@ExtendWith(SharedCluster.class)
class RedisAwayIT {

    private static final Duration OUTAGE = Cluster.scaled(Duration.ofSeconds(20));

    /** When Redis is back, a replica may ask once more for what another has asked for from memory, and at the same time. */
    private static final Bounds FROM_MEMORY = new Bounds(1, Cluster.REPLICAS, 2, false);

    enum Fault {
        CUT(cluster -> cluster.everyRedisLink(FaultProxy::cut), cluster -> cluster.everyRedisLink(FaultProxy::heal)),
        FROZEN(cluster -> cluster.redis().freeze(), cluster -> cluster.redis().thaw());

        private final Consumer<Cluster> begin;
        private final Consumer<Cluster> end;

        Fault(Consumer<Cluster> begin, Consumer<Cluster> end) {
            this.begin = begin;
            this.end = end;
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsLostAndUploadsGoOn(Fault fault, Cluster cluster) {
        // Given
        Load load = Load.begin(
                cluster,
                new Plan(fault.name(), 200, OUTAGE.multipliedBy(2), Duration.ofMillis(500), OUTAGE.dividedBy(2), 2));
        await("load").atMost(Duration.ofSeconds(30)).until(() -> load.accepted().size() >= 40);

        // When
        fault.begin.accept(cluster);
        long begun = System.currentTimeMillis();
        await("end of the outage")
                .atMost(OUTAGE.plusSeconds(30))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    cluster.replicas()
                            .forEach(replica -> assertThat(
                                            GatewayProcess.get(replica.gateway().managementUri("/q/health/ready"))
                                                    .statusCode())
                                    .as("readiness")
                                    .isEqualTo(200));
                    return System.currentTimeMillis() - begun >= OUTAGE.toMillis();
                });
        long ended = System.currentTimeMillis();
        fault.end.accept(cluster);
        load.over();

        // Then
        assertThat(load.all().stream().filter(tracked -> !tracked.accepted()).limit(5))
                .as("submits that were not accepted")
                .isEmpty();
        Figures.of("Redis " + fault, load, Invariants.check(load, FROM_MEMORY));
        long heardMeanwhile = load.all().stream()
                .filter(tracked -> tracked.begunAt() > begun)
                .filter(tracked -> tracked.decisions().stream().anyMatch(heard -> heard.millis() < ended))
                .count();
        Figures.say("Redis %s: submitted and heard of while it was away %d", fault, heardMeanwhile);
        assertThat(heardMeanwhile).isPositive();
    }
}
