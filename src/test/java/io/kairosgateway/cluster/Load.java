package io.kairosgateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Verifications that are submitted one after the other to one replica after the other, and clients that wait for them. */
final class Load {

    /** Not how long it takes but when it is given up. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Cluster cluster;
    private final List<Tracked> all = new ArrayList<>();
    private final long begun = System.currentTimeMillis();

    private Load(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * @param name of this load alone
     * @param over the time in which all are submitted
     * @param earliest from a submit to Kairos' decision, as {@code latest}
     * @param waiters per verification
     * @param words more of what the simulator is to do
     */
    record Plan(
            String name,
            int verifications,
            Duration over,
            Duration earliest,
            Duration latest,
            int waiters,
            String words,
            long seed) {

        Plan(String name, int verifications, Duration over, Duration earliest, Duration latest, int waiters) {
            this(name, verifications, over, earliest, latest, waiters, "", 1);
        }
    }

    static Load begin(Cluster cluster, Plan plan) {
        Load load = new Load(cluster);
        Random random = new Random(plan.seed());
        long range = plan.latest().minus(plan.earliest()).toMillis();
        for (int number = 0; number < plan.verifications(); number++) {
            long delay = plan.earliest().toMillis() + (long) (range * random.nextDouble());
            Tracked tracked = new Tracked(plan.name() + "-" + number + "-end", plan, number, delay);
            load.all.add(tracked);
            long at = plan.over().toMillis() * number / plan.verifications();
            cluster.clients().vertx().setTimer(1 + at, moment -> tracked.begin(cluster.clients()));
        }
        return load;
    }

    /** Until every submit has come to something. */
    Load submitted() {
        await("end of the submits")
                .atMost(PATIENCE)
                .until(() -> all.stream().allMatch(tracked -> tracked.submitted() != null));
        return this;
    }

    /** Until nobody waits any more. */
    Load over() {
        await("end of the waiting")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                all.stream().filter(tracked -> !tracked.over()).limit(5))
                        .isEmpty());
        return this;
    }

    Cluster cluster() {
        return cluster;
    }

    List<Tracked> all() {
        return all;
    }

    List<Tracked> accepted() {
        return all.stream().filter(Tracked::accepted).toList();
    }

    long millis() {
        return System.currentTimeMillis() - begun;
    }
}
