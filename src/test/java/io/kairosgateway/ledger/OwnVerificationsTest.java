package io.kairosgateway.ledger;

import static io.kairosgateway.ledger.LedgerContract.LONG;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.ledger.Ledger.Claim;
import io.kairosgateway.ledger.Ledger.Origin;
import io.kairosgateway.ledger.OwnVerifications.Kept;
import io.kairosgateway.verification.LastAnswer;
import io.kairosgateway.verification.State;
import io.kairosgateway.verification.Verdict;
import io.kairosgateway.verification.Verification;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OwnVerificationsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final TestClock clock = new TestClock();
    private final OwnVerifications own = new OwnVerifications(clock, 2, 1 << 20, LONG);

    private Verification submitted() {
        Verification sample = Samples.processing();
        return new Verification(sample.id(), sample.tenant(), sample.kind(), "v0.1", clock.instant(), sample.state());
    }

    private Verification kept(boolean recorded) {
        Verification verification = submitted();
        assertThat(own.keep(verification, SECOND, Origin.NONE)).isEqualTo(Kept.KEPT);
        if (recorded) {
            own.recorded(verification.id());
        } else {
            own.owe(verification.id());
        }
        return verification;
    }

    @Test
    void whatRedisKnowsMakesRoomAndWhatItDoesNotStays() {
        // Given
        Verification known = kept(true);
        Verification owed = kept(false);

        // When
        Verification next = kept(false);

        // Then
        assertThat(own.find(known.id())).isEmpty();
        assertThat(own.find(owed.id())).isPresent();
        assertThat(own.keep(submitted(), SECOND, Origin.NONE)).isEqualTo(Kept.NO_ROOM);
        assertThat(own.unrecorded()).containsExactly(owed.id(), next.id());
    }

    @Test
    void whatRedisKnowsIsKeptForItsTimeAndWhatItIsOwedUntilItHasIt() {
        // Given
        Verification known = kept(true);
        Verification owed = kept(false);

        // When
        clock.advance(LONG);

        // Then
        assertThat(own.find(known.id())).isEmpty();
        assertThat(own.find(owed.id())).isPresent();
    }

    @Test
    void whatIsAskedForOnALeaseOfRedisIsNotWrittenBeforeTheLeaseIsGivenBack() {
        // Given
        Verification verification = kept(true);
        Claim claim = new Claim(verification, 0, 0, 1);
        own.leased(claim, LONG);

        // When
        own.oweAllOpen();

        // Then
        assertThat(own.owed(10)).isEmpty();
        own.polled(claim, 0, null, SECOND);
        assertThat(own.owed(10)).hasSize(1);
    }

    @Test
    void aRedisThatComesAndGoesDoesNotKeepAnIdFromBeingAskedFor() {
        // Given
        Verification old = kept(true);
        clock.advance(Duration.ofMinutes(2));

        // When it goes again and again
        List<Claim> claims = clock.eventually(
                () -> {
                    own.pollFromHere();
                    clock.advance(SECOND);
                    return own.claim(10, LONG);
                },
                found -> !found.isEmpty());

        // Then
        assertThat(claims).extracting(claim -> claim.verification().id()).containsExactly(old.id());
        assertThat(Duration.between(old.submittedAt(), clock.instant())).isLessThan(Duration.ofMinutes(3));
    }

    @Test
    void whatOthersMayHaveAskedForIsNotDueAtOnceAndWhatIsInTheFutureKeepsItsTime() {
        // Given
        Verification old = kept(true);
        clock.advance(Duration.ofSeconds(30));
        Verification young = kept(true);

        // When
        own.pollFromHere();

        // Then
        assertThat(own.claim(10, LONG)).isEmpty();
        clock.advance(SECOND);
        assertThat(own.claim(10, LONG)).extracting(Claim::verification).containsExactly(young);
        clock.advance(Duration.ofSeconds(8));
        assertThat(own.claim(10, LONG)).isEmpty();
        clock.advance(SECOND);
        List<Claim> claims = own.claim(10, LONG);
        assertThat(claims).extracting(Claim::verification).containsExactly(old);
        assertThat(claims.get(0).polls()).isEqualTo(5);
    }

    @Test
    void aFailureOfOneThatOthersMayPollWaitsForRedis() {
        // Given
        Verification known = kept(true);
        Verification owed = kept(false);

        // Then
        assertThat(own.conclude(known.id(), Samples.failed(null))).hasValue(false);
        assertThat(own.conclude(owed.id(), Samples.failed(null))).hasValue(true);
        assertThat(own.conclude(known.id(), Samples.decided(Verdict.REVIEW))).hasValue(true);
        assertThat(own.conclude(Samples.id(), Samples.timedOut())).isEmpty();
    }

    @Test
    void whatEndsWhileItIsWrittenIsStillOwed() {
        // Given
        Verification verification = kept(false);
        var writing = own.owed(1).get(0);

        // When
        State.Decided decision = Samples.decided(Verdict.APPROVED);
        own.conclude(verification.id(), decision);
        own.written(writing);

        // Then
        assertThat(own.owed(1)).extracting(OwnVerifications.Owed::ended).containsExactly(decision);
        own.written(own.owed(1).get(0));
        assertThat(own.find(verification.id())).isEmpty();
    }

    @Test
    void aLeaseOfRedisCoversTheGetThatIsUnderWayHere() {
        // Given
        Verification verification = kept(true);
        clock.advance(SECOND);
        Claim claim = own.claim(1, LONG).get(0);
        Claim lease = new Claim(verification, 0, 0, 7);

        // Then
        assertThat(own.owed(1)).isEmpty();
        assertThat(own.leased(lease, LONG)).isTrue();
        assertThat(own.postpone(claim, 0, null, SECOND)).hasValue(lease);
        assertThat(own.leased(lease, LONG)).isFalse();
        clock.advance(SECOND);
        assertThat(own.claim(1, LONG)).isEmpty();
    }

    @Test
    void whatIsKeptDuringAnOutageIsBoundedInBytesAndNothingOfItIsLost() {
        // Given
        OwnVerifications small = new OwnVerifications(clock, 1_000, 1 << 20, LONG);
        Verification known = submitted();
        small.keep(known, SECOND, new Origin(null, answer(400_000)));
        small.recorded(known.id());
        List<Verification> owed =
                IntStream.range(0, 4).mapToObj(i -> submitted()).toList();
        owed.forEach(verification -> {
            assertThat(small.keep(verification, SECOND, Origin.NONE)).isEqualTo(Kept.KEPT);
            small.owe(verification.id());
        });

        // When
        List<Boolean> ended = owed.stream()
                .map(verification -> small.conclude(
                                verification.id(), Samples.decided(Verdict.APPROVED, "x".repeat(300_000)))
                        .orElseThrow())
                .toList();

        // Then
        assertThat(ended).containsExactly(true, true, true, false);
        assertThat(small.find(known.id())).isEmpty();
        assertThat(small.full()).isFalse();
        assertThat(small.claim(10, LONG)).isEmpty();
        clock.advance(Duration.ofSeconds(15));
        assertThat(small.claim(10, LONG)).extracting(Claim::verification).containsExactly(owed.get(3));
        small.owed(10).forEach(small::written);
        assertThat(small.conclude(owed.get(3).id(), Samples.decided(Verdict.APPROVED, "x".repeat(300_000))))
                .hasValue(true);
    }

    @Test
    void whatIsWrittenAtOnceIsBoundedInBytes() {
        // Given
        OwnVerifications large = new OwnVerifications(clock, 1_000, 64 << 20, LONG);
        for (int i = 0; i < 10; i++) {
            Verification verification = submitted();
            large.keep(verification, SECOND, Origin.NONE);
            large.owe(verification.id());
            large.conclude(verification.id(), Samples.decided(Verdict.APPROVED, "x".repeat(600_000)));
        }

        // When
        var batch = large.owed(32);

        // Then
        assertThat(batch).hasSize(2);
    }

    @Test
    void uploadsAreRefusedBeforeWhatRedisDoesNotKnowFillsIt() {
        // Given
        OwnVerifications ten = new OwnVerifications(clock, 10, 1 << 20, LONG);
        IntStream.range(0, 10).forEach(i -> {
            Verification verification = submitted();
            ten.keep(verification, SECOND, Origin.NONE);
            ten.recorded(verification.id());
        });
        boolean fullOfWhatRedisKnows = ten.full();

        // When
        List<Kept> kept = IntStream.range(0, 9)
                .mapToObj(i -> ten.keep(submitted(), SECOND, Origin.NONE))
                .toList();

        // Then
        assertThat(fullOfWhatRedisKnows).isFalse();
        assertThat(kept).containsOnly(Kept.KEPT);
        assertThat(ten.full()).isTrue();
        assertThat(ten.keep(submitted(), SECOND, Origin.NONE)).isEqualTo(Kept.KEPT);
    }

    private static LastAnswer answer(int size) {
        return new LastAnswer(202, "application/json", "x".repeat(size));
    }
}
