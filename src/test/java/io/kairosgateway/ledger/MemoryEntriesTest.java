package io.kairosgateway.ledger;

import static io.kairosgateway.ledger.Samples.decided;
import static io.kairosgateway.ledger.Samples.processing;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.verification.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryEntriesTest {

    private static final Duration TTL = Duration.ofHours(24);
    private static final Duration OWNERSHIP_TTL = Duration.ofDays(30);

    private final TestClock clock = new TestClock();
    private final MemoryEntries entries = new MemoryEntries(clock, 3, TTL, OWNERSHIP_TTL);

    @Test
    void theOldestEndedOneMakesRoomForANewOne() {
        // Given
        MemoryEntry open = entries.add(processing());
        MemoryEntry endedLast = entries.add(processing());
        MemoryEntry endedFirst = entries.add(processing());
        entries.end(endedFirst, decided(Verdict.APPROVED));
        entries.end(endedLast, decided(Verdict.APPROVED));

        // When
        MemoryEntry added = entries.add(processing());

        // Then
        assertThat(entries.size()).isEqualTo(3);
        assertThat(List.of(open, endedLast, added))
                .allSatisfy(entry -> assertThat(entries.get(entry.id())).isSameAs(entry));
        assertThat(entries.get(endedFirst.id())).isNull();
        assertThat(entries.owner(endedFirst.id())).isEqualTo(Samples.TENANT);
    }

    @Test
    void openOnesAreKeptBeyondTheBoundAndMakeRoomOnceTheyHaveEnded() {
        // Given
        List<MemoryEntry> open =
                IntStream.range(0, 5).mapToObj(i -> entries.add(processing())).toList();

        // When
        int whileOpen = entries.size();
        open.forEach(entry -> entries.end(entry, decided(Verdict.APPROVED)));
        entries.add(processing());

        // Then
        assertThat(whileOpen).isEqualTo(5);
        assertThat(entries.size()).isEqualTo(3);
    }

    @Test
    void whatHasExpiredTakesNoMemory() {
        // Given
        MemoryEntry due = entries.add(processing());
        entries.schedule(due, Duration.ZERO);
        entries.end(entries.add(processing()), decided(Verdict.APPROVED));

        // When
        clock.advance(TTL);
        entries.sweep();
        int held = entries.size();
        int queued = entries.queued();
        clock.advance(OWNERSHIP_TTL);
        entries.sweep();

        // Then
        assertThat(held).isZero();
        assertThat(queued).isZero();
        assertThat(entries.owners()).isZero();
    }

    @Test
    void aDecisionLivesFromWhenItWasMade() {
        // Given
        MemoryEntry entry = entries.add(processing());
        clock.advance(TTL.minusSeconds(1));
        entries.end(entry, decided(Verdict.APPROVED));

        // When
        clock.advance(TTL.minusSeconds(1));
        entries.sweep();

        // Then
        assertThat(entries.get(entry.id())).isSameAs(entry);
    }

    @Test
    void theOwnersOfForgottenOnesAreBoundedToo() {
        // Given
        MemoryEntry first = entries.add(processing());
        entries.remove(first.id());

        // When
        for (int i = 0; i < 100; i++) {
            entries.end(entries.add(processing()), decided(Verdict.APPROVED));
        }

        // Then
        assertThat(entries.owners()).isEqualTo(30);
        assertThat(entries.owner(first.id())).isNull();
    }

    @Test
    void whatIsRemovedLeavesTheQueue() {
        // Given
        MemoryEntry entry = entries.add(processing());
        entries.schedule(entry, Duration.ZERO);

        // When
        entries.remove(entry.id());

        // Then
        assertThat(entries.queued()).isZero();
        assertThat(entries.due(10)).isEmpty();
    }
}
