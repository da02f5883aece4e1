package io.kairosgateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final long SECOND = 1_000_000_000L;
    private final Pace pace = new Pace(100, Duration.ofSeconds(10));

    @Test
    void aClientIsNotJudgedBeforeTheWindowIsOver() {
        // When
        pace.waits(0);

        // Then
        assertThat(pace.tooSlow(10 * SECOND - 1)).isFalse();
        assertThat(pace.left(4 * SECOND)).isEqualTo(6 * SECOND);
        assertThat(pace.tooSlow(10 * SECOND)).isTrue();
    }

    @Test
    void exactlyTheLeastRateIsEnough() {
        // When
        pace.waits(0);
        pace.took(1000);

        // Then
        assertThat(pace.tooSlow(10 * SECOND)).isFalse();
    }

    @Test
    void aLateLookAsksForAccordinglyMore() {
        // When
        pace.waits(0);
        pace.took(1000);

        // Then
        assertThat(pace.tooSlow(11 * SECOND)).isTrue();
    }

    @Test
    void theTimeInWhichKairosIsWaitedForDoesNotCount() {
        // Given
        pace.waits(0);
        pace.rests(SECOND);

        // When
        boolean atRest = pace.tooSlow(100 * SECOND);
        pace.waits(100 * SECOND);
        boolean afterwards = pace.tooSlow(108 * SECOND);

        // Then
        assertThat(atRest).isFalse();
        assertThat(afterwards).isFalse();
        assertThat(pace.left(108 * SECOND)).isEqualTo(SECOND);
        assertThat(pace.tooSlow(109 * SECOND)).isTrue();
    }

    @Test
    void aFastBeginningBuysNoSlowEnd() {
        // Given
        pace.waits(0);
        pace.took(1_000_000);
        assertThat(pace.tooSlow(10 * SECOND)).isFalse();

        // When
        pace.took(999);

        // Then
        assertThat(pace.tooSlow(20 * SECOND)).isTrue();
    }

    @Test
    void resumingWhatIsNotPausedChangesNothing() {
        // When
        pace.waits(0);
        pace.waits(9 * SECOND);

        // Then
        assertThat(pace.tooSlow(10 * SECOND)).isTrue();
    }

    @Test
    void aRateOfZeroIsNoLimit() {
        // Given
        Pace unlimited = new Pace(0, Duration.ofSeconds(10));

        // When
        unlimited.waits(0);

        // Then
        assertThat(unlimited.tooSlow(1000 * SECOND)).isFalse();
    }
}
