package io.kairosgateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MemoryTokenUsesTest {

    private static final Duration LIFETIME = Duration.ofMinutes(10);

    private final TestClock clock = new TestClock();
    private final MemoryTokenUses uses = new MemoryTokenUses(clock, 2);

    @Test
    void aFullOneRefusesNewUsesAndForgetsNone() {
        // Given
        uses.reserve("first", LIFETIME);
        uses.reserve("second", LIFETIME.multipliedBy(2));

        // When, Then
        assertThatThrownBy(() -> uses.reserve("third", LIFETIME)).isInstanceOf(LedgerUnavailableException.class);
        assertThat(uses.reserve("first", LIFETIME)).isFalse();
    }

    @Test
    void whatHasExpiredMakesRoom() {
        // Given
        uses.reserve("long", LIFETIME.multipliedBy(2));
        uses.reserve("short", LIFETIME);

        // When
        clock.advance(LIFETIME);

        // Then
        assertThat(uses.reserve("third", LIFETIME)).isTrue();
        assertThat(uses.reserve("long", LIFETIME)).isFalse();
    }
}
