package io.kairosgateway.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.settings.TestSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PollScheduleTest {

    private static PollSchedule schedule(double random) {
        return new PollSchedule(TestSettings.defaults().watch(), () -> random);
    }

    @Test
    void eachDelayIsHalfAsLongAgainUpToTheBound() {
        // Given
        PollSchedule schedule = schedule(0.5);

        // When
        List<Long> delays = new ArrayList<>();
        for (int polls = 0; polls < 8; polls++) {
            delays.add(schedule.after(polls).toMillis());
        }

        // Then
        assertThat(delays).containsExactly(2000L, 3000L, 4500L, 6750L, 10125L, 15000L, 15000L, 15000L);
    }

    @Test
    void jitterMovesADelayByAFifthAtMost() {
        assertThat(schedule(0).first()).isEqualTo(Duration.ofMillis(1600));
        assertThat(schedule(0.999999).first()).isBetween(Duration.ofMillis(2399), Duration.ofMillis(2400));
    }

    @Test
    void aDecisionAfterFiveSecondsTakesThreePollsAtMostAndOneAfterAMinuteTwelve() {
        // The longest delays find a decision with the fewest polls, the shortest ones need the most.
        for (double random : new double[] {0, 0.5, 0.999999}) {
            assertThat(pollsUntil(Duration.ofSeconds(5), random)).isLessThanOrEqualTo(3);
            assertThat(pollsUntil(Duration.ofSeconds(60), random)).isLessThanOrEqualTo(12);
        }
    }

    private static int pollsUntil(Duration decision, double random) {
        PollSchedule schedule = schedule(random);
        Duration now = schedule.first();
        int polls = 1;
        while (now.compareTo(decision) < 0) {
            now = now.plus(schedule.after(polls));
            polls++;
        }
        return polls;
    }
}
