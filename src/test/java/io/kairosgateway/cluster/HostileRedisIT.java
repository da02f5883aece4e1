package io.kairosgateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kairosgateway.cluster.Invariants.Bounds;
import io.kairosgateway.cluster.Load.Plan;
import io.kairosgateway.testing.GatewayProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A Redis that does anything it can do to the replicas, for a minute, while uploads, waits and streams go on. */
@ExtendWith(SharedCluster.class)
class HostileRedisIT {

    private static final Duration BAD = Duration.ofSeconds(5);
    private static final Duration GOOD = Duration.ofSeconds(2);
    private static final Duration FORGETFUL = Duration.ofSeconds(11);
    private static final int KEYED = 40;

    /** Of one replica: an outage or two for each mood, of the commands and of the channel, and the polls that were under way. */
    private static final long MOST_WARNINGS = 100;

    private Cluster cluster;

    @AfterEach
    void calm() {
        cluster.redis().thaw();
        for (Mood mood : Mood.values()) {
            mood.end(cluster.redis());
        }
    }

    /** It is to be so for a while, and every replica ready all the time; one that a busy machine keeps from answering is asked again. */
    private void during(Duration time) {
        long until = System.currentTimeMillis() + time.toMillis();
        await("a while")
                .atMost(time.plusSeconds(120))
                .pollInterval(Duration.ofMillis(250))
                .ignoreException(IllegalStateException.class)
                .until(() -> {
                    cluster.replicas()
                            .forEach(replica -> assertThat(
                                            GatewayProcess.get(replica.gateway().managementUri("/q/health/ready"))
                                                    .statusCode())
                                    .as("readiness")
                                    .isEqualTo(200));
                    return System.currentTimeMillis() >= until;
                });
    }

    private List<Long> warnings() {
        return cluster.replicas().stream().map(Replica::warnings).toList();
    }

    private void whole() {
        await("whole")
                .atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> cluster.replicas()
                        .forEach(replica -> assertThat(
                                        GatewayProcess.get(replica.gateway().managementUri("/q/health/ready"))
                                                .body()
                                                .replace(" ", ""))
                                .contains("\"state\":\"whole\"", "\"owed\":0")));
    }

    private List<Keyed> keyed(String name, Duration over) {
        List<Keyed> all = IntStream.range(0, KEYED)
                .mapToObj(number -> new Keyed(cluster.clients(), name + "-" + number, number))
                .toList();
        for (int number = 0; number < KEYED; number++) {
            Keyed one = all.get(number);
            cluster.clients().vertx().setTimer(1 + over.toMillis() * number / KEYED, moment -> one.submit());
        }
        return all;
    }

    private void isPaidForOnce(List<Keyed> all) {
        List<?> uploads = cluster.record().requests("POST").stream()
                .filter(upload -> "COMPLETE".equals(upload.get("ended")))
                .map(upload -> upload.get("parts").toString())
                .toList();
        for (Keyed one : all) {
            assertThat(uploads)
                    .as("uploads of " + one.name())
                    .filteredOn(parts -> parts.toString().contains("filename=" + one.name() + "-end-"))
                    .hasSizeLessThanOrEqualTo(1);
            assertThat(one.ids()).as("ids of " + one.name()).hasSizeLessThanOrEqualTo(1);
        }
    }

    @Test
    void everybodyHasTheirOwnAnswerAndNothingIsPaidForTwice(Cluster shared) {
        // Given
        cluster = shared;
        cluster.apart();
        List<Long> warnings = warnings();
        Duration all = BAD.plus(GOOD).multipliedBy(Mood.values().length);
        Load load = Load.begin(
                cluster, new Plan("hostile", 150, all, Duration.ofMillis(200), Duration.ofSeconds(6), 2, "", 1));
        List<Keyed> keyed = keyed("keyed", all);

        // When
        for (Mood mood : Mood.values()) {
            mood.begin(cluster.redis());
            during(BAD);
            mood.end(cluster.redis());
            during(GOOD);
        }

        // Then
        load.over();
        await("keyed").atMost(Duration.ofMinutes(2)).until(() -> keyed.stream().allMatch(Keyed::over));
        whole();
        Figures.of(
                "hostile Redis",
                load,
                Invariants.check(load, new Bounds(2, 3 * Mood.values().length, Cluster.REPLICAS, false)));
        isPaidForOnce(keyed);
        assertThat(keyed)
                .filteredOn(one -> one.ids().isEmpty())
                .as("never accepted")
                .hasSizeLessThan(KEYED / 2);
        assertWarnings(warnings);
    }

    /** What it has lost is lost, as the README says; but nobody is told anything else than what is so. */
    @Test
    void aRedisThatForgetsEverythingMakesNobodyHearWhatIsNotTheirs(Cluster shared) {
        // Given
        cluster = shared;
        cluster.apart();
        List<Long> warnings = warnings();
        Load load = Load.begin(
                cluster, new Plan("forgetful", 60, FORGETFUL, Duration.ofMillis(200), Duration.ofSeconds(4), 2, "", 2));

        // When
        during(FORGETFUL.dividedBy(3));
        cluster.redis().command("FLUSHALL");
        during(FORGETFUL.dividedBy(3));
        cluster.redis().stop();
        cluster.redis().start();
        during(FORGETFUL.dividedBy(3));

        // Then
        load.submitted();
        whole();
        Upstream upstream = Upstream.of(cluster);
        List<String> wrong = new ArrayList<>();
        for (Tracked tracked : load.accepted()) {
            if (upstream.whole(tracked).size() != 1) {
                wrong.add(tracked + " is uploaded " + upstream.whole(tracked).size() + " times");
            }
            if (!tracked.decisions().stream()
                    .allMatch(heard -> heard.status().equals(tracked.expected())
                            && heard.body().contains(tracked.id()))) {
                wrong.add(tracked + " is " + tracked.expected() + " and no other");
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(load.accepted()).isNotEmpty();
        assertThat(cluster.complaints()).isEmpty();
        assertWarnings(warnings);
    }

    private void assertWarnings(List<Long> before) {
        List<Long> after = warnings();
        String counts = IntStream.range(0, after.size())
                .mapToObj(number -> String.valueOf(after.get(number) - before.get(number)))
                .collect(Collectors.joining(", "));
        Figures.say("warnings of each replica: %s", counts);
        for (int number = 0; number < after.size(); number++) {
            assertThat(after.get(number) - before.get(number)).as("warnings").isLessThan(MOST_WARNINGS);
        }
    }
}
