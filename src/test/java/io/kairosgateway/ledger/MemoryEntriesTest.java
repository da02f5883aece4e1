package io.kairosgateway.ledger;

import static io.kairosgateway.ledger.Samples.decided;
import static io.kairosgateway.ledger.Samples.processing;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.verification.LastAnswer;
import io.kairosgateway.verification.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryEntriesTest {

    private static final Duration TTL = Duration.ofHours(24);
    private static final Duration OWNERSHIP_TTL = Duration.ofDays(30);

    private final TestClock clock = new TestClock();
    private final MemoryEntries entries = new MemoryEntries(clock, 3, 1 << 20, TTL, OWNERSHIP_TTL);

    @Test
    void theOldestEndedOneMakesRoomForANewOne() {
        // Given
        MemoryEntry open = entries.add(processing(), null);
        MemoryEntry endedLast = entries.add(processing(), null);
        MemoryEntry endedFirst = entries.add(processing(), null);
        entries.end(endedFirst, decided(Verdict.APPROVED));
        entries.end(endedLast, decided(Verdict.APPROVED));

        // When
        MemoryEntry added = entries.add(processing(), null);

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
        List<MemoryEntry> open = IntStream.range(0, 5)
                .mapToObj(i -> entries.add(processing(), null))
                .toList();

        // When
        int whileOpen = entries.size();
        open.forEach(entry -> entries.end(entry, decided(Verdict.APPROVED)));
        entries.add(processing(), null);

        // Then
        assertThat(whileOpen).isEqualTo(5);
        assertThat(entries.size()).isEqualTo(3);
    }

    @Test
    void whatHasExpiredTakesNoMemory() {
        // Given
        MemoryEntry due = entries.add(processing(), null);
        entries.schedule(due, Duration.ZERO);
        entries.end(entries.add(processing(), null), decided(Verdict.APPROVED));

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
        MemoryEntry entry = entries.add(processing(), null);
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
        MemoryEntry first = entries.add(processing(), null);
        entries.remove(first.id());

        // When
        for (int i = 0; i < 100; i++) {
            entries.end(entries.add(processing(), null), decided(Verdict.APPROVED));
        }

        // Then
        assertThat(entries.owners()).isEqualTo(30);
        assertThat(entries.owner(first.id())).isNull();
    }

    @Test
    void whatIsRemovedLeavesTheQueue() {
        // Given
        MemoryEntry entry = entries.add(processing(), null);
        entries.schedule(entry, Duration.ZERO);

        // When
        entries.remove(entry.id());

        // Then
        assertThat(entries.queued()).isZero();
        assertThat(entries.due(10)).isEmpty();
    }

    @Test
    void resultsAreBoundedInBytesAsWell() {
        // Given
        MemoryEntries many = new MemoryEntries(clock, 10_000, 10 << 20, TTL, OWNERSHIP_TTL);
        String result = "x".repeat(20_000);

        // When
        MemoryEntry open = many.add(processing(), null);
        MemoryEntry last = null;
        for (int i = 0; i < 9_000; i++) {
            last = many.add(processing(), null);
            many.end(last, decided(Verdict.APPROVED, result));
        }

        // Then
        assertThat(many.bytes()).isBetween(9L << 20, 10L << 20);
        assertThat(many.size()).isBetween(400, 524);
        assertThat(List.of(open, last))
                .allSatisfy(entry -> assertThat(many.get(entry.id())).isSameAs(entry));
    }

    @Test
    void oneResultThatIsLargerThanAllIsKeptForWhoeverWaitsForItAndGoesNext() {
        // Given
        MemoryEntry large = entries.add(processing(), null);

        // When
        entries.end(large, decided(Verdict.APPROVED, "x".repeat(2 << 20)));
        MemoryEntry found = entries.get(large.id());
        entries.end(entries.add(processing(), null), decided(Verdict.APPROVED));

        // Then
        assertThat(found).isSameAs(large);
        assertThat(entries.get(large.id())).isNull();
        assertThat(entries.bytes()).isLessThan(1 << 20);
    }

    @Test
    void openOnesAreBoundedByTheirNumberAndByWhatIsKeptOfThem() {
        // Given
        LastAnswer answer = new LastAnswer(404, "application/json", "x".repeat(100_000));
        MemoryEntries many = new MemoryEntries(clock, 100, 1 << 20, TTL, OWNERSHIP_TTL);

        // When
        List<MemoryEntry> open = IntStream.range(0, 20)
                .mapToObj(i -> many.add(processing(), answer))
                .toList();
        open.forEach(entry -> many.answered(entry, answer));

        // Then
        assertThat(many.bytes()).isLessThan(1 << 19);
        assertThat(open).allSatisfy(entry -> assertThat(many.get(entry.id())).isSameAs(entry));
        assertThat(many.full()).isFalse();
        IntStream.range(20, 100).forEach(i -> many.add(processing(), null));
        assertThat(many.full()).isTrue();
        many.end(open.get(0), decided(Verdict.APPROVED));
        assertThat(many.full()).isFalse();
    }
}
