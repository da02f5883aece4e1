package io.kairosgateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RecoveryTest {

    private long now = 1;
    private final Recovery recovery = new Recovery(() -> now);

    private void after(Duration time) {
        now += time.toNanos();
    }

    /** For how many seconds it has to be well. */
    private int secondsUntilOver() {
        int seconds = 0;
        while (!recovery.over()) {
            after(Duration.ofSeconds(1));
            seconds++;
        }
        return seconds;
    }

    @Test
    void theFirstOutageIsOverAtOnceAndOneThatComesBackIsNotForEverLonger() {
        recovery.failed();
        assertThat(secondsUntilOver()).isZero();

        int[] quiet = new int[8];
        for (int i = 0; i < quiet.length; i++) {
            recovery.failed();
            quiet[i] = secondsUntilOver();
        }
        assertThat(quiet).containsExactly(1, 2, 4, 8, 16, 30, 30, 30);
    }

    @Test
    void aFailureMeanwhileBeginsTheQuietAgain() {
        // Given
        recovery.failed();
        recovery.over();
        recovery.failed();

        // When
        after(Duration.ofMillis(900));
        recovery.failed();

        // Then
        after(Duration.ofMillis(900));
        assertThat(recovery.over()).isFalse();
        after(Duration.ofMillis(100));
        assertThat(recovery.over()).isTrue();
    }

    @Test
    void anOutageAfterALongTimeIsAFirstOne() {
        recovery.failed();
        recovery.over();
        after(Duration.ofMinutes(2));

        recovery.failed();

        assertThat(recovery.over()).isTrue();
    }
}
