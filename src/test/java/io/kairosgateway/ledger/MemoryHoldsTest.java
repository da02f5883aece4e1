package io.kairosgateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kairosgateway.ledger.Hold.Reserved;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MemoryHoldsTest {

    private static final Duration MEMORY = Duration.ofMinutes(10);

    private final TestClock clock = new TestClock();
    private final MemoryHolds holds = new MemoryHolds(clock, 2);

    private Reserved reserve(String name, Duration memory) {
        return holds.reserve(Hold.on(name, "document", memory), memory);
    }

    @Test
    void aFullOneRefusesNewHoldsAndForgetsNone() {
        // Given
        reserve("first", MEMORY);
        reserve("second", MEMORY.multipliedBy(2));

        // When, Then
        assertThatThrownBy(() -> reserve("third", MEMORY)).isInstanceOf(LedgerUnavailableException.class);
        assertThat(reserve("first", MEMORY)).isInstanceOf(Reserved.Taken.class);
    }

    @Test
    void whatHasExpiredMakesRoom() {
        // Given
        reserve("long", MEMORY.multipliedBy(2));
        reserve("short", MEMORY);

        // When
        clock.advance(MEMORY);

        // Then
        assertThat(reserve("third", MEMORY)).isEqualTo(new Reserved.Mine());
        assertThat(reserve("long", MEMORY)).isInstanceOf(Reserved.Taken.class);
    }
}
