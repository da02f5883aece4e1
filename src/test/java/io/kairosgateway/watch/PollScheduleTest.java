package io.kairosgateway.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.kairos.KairosAnswer;
import io.kairosgateway.kairos.KairosReply;
import io.kairosgateway.kairos.KairosResults.Asked;
import io.kairosgateway.ledger.Ledger.Claim;
import io.kairosgateway.problem.Problem;
import io.kairosgateway.settings.TestSettings;
import io.kairosgateway.verification.Kind;
import io.kairosgateway.verification.State;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.verification.VerificationId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PollScheduleTest {

    private static final Instant NOW = Instant.parse("2026-03-01T10:15:30.5Z");
    private static final Duration WISH = Duration.ofSeconds(40);

    private final Latencies latencies = new Latencies();
    private int submitted;

    private PollSchedule schedule(DoubleSupplier random) {
        return new PollSchedule(TestSettings.defaults().watch(), latencies, random);
    }

    private Verification submit(String profile) {
        VerificationId id = new VerificationId("id-" + submitted++);
        return new Verification(id, "default", Kind.FULL_ID, "v0.1", profile, NOW, new State.Processing());
    }

    @Test
    void eachDelayIsHalfAsLongAgainUpToTheBound() {
        // Given
        PollSchedule schedule = schedule(() -> 0.5);
        Verification verification = submit(null);

        // When
        List<Long> delays = new ArrayList<>(List.of(schedule.first(verification).toMillis()));
        for (int polls = 1; polls < 8; polls++) {
            delays.add(schedule.after(verification, polls, NOW).toMillis());
        }

        // Then
        assertThat(delays).containsExactly(2000L, 3000L, 4500L, 6750L, 10125L, 15000L, 15000L, 15000L);
    }

    @Test
    void jitterMovesADelayByAFifthAtMost() {
        Verification verification = submit(null);
        assertThat(schedule(() -> 0).first(verification)).isEqualTo(Duration.ofMillis(1600));
        assertThat(schedule(() -> 0.999999).first(verification))
                .isBetween(Duration.ofMillis(2399), Duration.ofMillis(2400));
    }

    @Test
    void whatIsLearnedIsOfItsKindAndProfileAndKeepsToItsBounds() {
        // Given
        PollSchedule schedule = schedule(() -> 0.5);
        learn("fast", 0.05, 10);
        learn("usual", 5.0, 10);
        learn("slow", 300.0, 10);
        learn("new", 5.0, Latencies.FEWEST - 1);

        // Then
        assertThat(schedule.first(submit("fast"))).isEqualTo(Duration.ofMillis(500));
        assertThat(schedule.first(submit("usual"))).isEqualTo(Duration.ofSeconds(5));
        assertThat(schedule.first(submit("slow"))).isEqualTo(Duration.ofSeconds(30));
        assertThat(schedule.first(submit("new"))).isEqualTo(Duration.ofSeconds(2));
        assertThat(schedule.first(submit(null))).isEqualTo(Duration.ofSeconds(2));
        Verification document = new Verification(
                new VerificationId("d"), "default", Kind.DOCUMENT, "v0.1", "usual", NOW, new State.Processing());
        assertThat(schedule.first(document)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void aFewOddDecisionsDoNotMoveIt() {
        // Given
        learn(null, 5.0, 20);

        // When
        learn(null, 600.0, 10);

        // Then
        assertThat(schedule(() -> 0.5).first(submit(null))).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void whatKairosSaysIsNotBelievedAgainstWhatItsGetsHaveShown() {
        // Given a Kairos whose two times are always the same
        for (int i = 0; i < 10; i++) {
            Verification verification = submit(null);
            latencies.pending(verification.id(), NOW.plusSeconds(4));
            latencies.decided(verification, 1, Duration.ZERO, NOW.plusSeconds(6));
        }

        // Then
        assertThat(schedule(() -> 0.5).first(submit(null))).isEqualTo(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @CsvSource({"2, 3, 3", "5, 3, 3", "20, 5, 8", "60, 7, 12"})
    void aDecisionTakesFewGetsLearnedOrNot(double seconds, int learned, int unlearned) {
        // The longest delays find a decision with the fewest polls, the shortest ones need the most.
        for (double random : new double[] {0, 0.5, 0.999999}) {
            assertThat(new PollScheduleTest()
                            .run(schedule(() -> random), seconds, null)
                            .gets())
                    .isLessThanOrEqualTo(unlearned);
            PollScheduleTest taught = new PollScheduleTest();
            PollSchedule schedule = taught.schedule(() -> random);
            for (int i = 0; i < 60; i++) {
                taught.run(schedule, seconds, said(seconds, i / 60.0));
            }
            assertThat(taught.run(schedule, seconds, null).gets()).isLessThanOrEqualTo(learned);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 2, 5, 30})
    void aDecisionThatTakesAMinuteWhereOthersTakeLessIsNotAskedForMoreThanTwelveTimes(double usual) {
        // Given
        learn(null, usual, 30);

        // When
        int gets = run(schedule(() -> 0), 60, null).gets();

        // Then
        assertThat(gets).isBetween(2, 12);
    }

    @ParameterizedTest
    @CsvSource({"5.0, true", "5.2, true", "5.5, true", "5.9, true", "5.0, false", "5.5, false"})
    void onceLearnedADecisionIsSeenSoonAndAfterAFirstPollThatWasLateTheNextOnesComeEarlier(
            double seconds, boolean told) {
        // Given decisions that took far longer, so that the first GET of many to come is late
        Random random = new Random(7);
        PollSchedule schedule = schedule(random::nextDouble);
        learn(null, 25.0, 32);
        assertThat(schedule.first(submit(null))).isEqualTo(Duration.ofSeconds(25));

        // When
        List<Seen> seen = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            seen.add(run(schedule, seconds, told ? said(seconds, random.nextDouble()) : null));
        }

        // Then
        List<Seen> settled = seen.subList(600, 1_000);
        assertThat(settled).allSatisfy(one -> assertThat(one.gets()).isLessThanOrEqualTo(3));
        List<Double> late = settled.stream().map(Seen::late).sorted().toList();
        assertThat(late.get(late.size() / 2)).isLessThanOrEqualTo(0.4);
    }

    @Test
    void whatIsLearnedBeyondTheLongestFirstDelayIsComeToInEvenSteps() {
        // Given
        PollSchedule schedule = schedule(() -> 0.5);
        learn(null, 70.0, 32);
        Verification verification = submit(null);

        // When
        List<Long> moments =
                new ArrayList<>(List.of(schedule.first(verification).toMillis()));
        for (int polls = 1; polls < 6; polls++) {
            Instant now = NOW.plusMillis(moments.get(polls - 1));
            moments.add(moments.get(polls - 1)
                    + schedule.after(verification, polls, now).toMillis());
        }

        // Then
        assertThat(moments).startsWith(30_000L, 43_333L, 56_666L, 70_000L);
        // What is known of no spread is asked for again as soon as may be.
        assertThat(moments.subList(4, 6)).containsExactly(70_450L, 71_463L);
    }

    @ParameterizedTest
    @CsvSource({"5, 0.4, 3", "20, 1, 5", "60, 2, 7", "120, 4, 12"})
    void decisionsThatScatterAreSeenSoonOnceLearned(double seconds, double late, int gets) {
        // Given
        Random random = new Random(11);
        PollSchedule schedule = schedule(random::nextDouble);

        // When each takes up to a twentieth more or less
        List<Seen> seen = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            double took = seconds * (0.95 + random.nextDouble() / 10);
            seen.add(run(schedule, took, said(took, random.nextDouble())));
        }

        // Then
        List<Seen> settled = seen.subList(100, 500);
        assertThat(settled.stream().map(Seen::late).sorted().toList().get(200)).isLessThanOrEqualTo(late);
        assertThat(settled).allSatisfy(one -> assertThat(one.gets()).isLessThanOrEqualTo(gets));
    }

    @Test
    void kairosWishIsObeyedWhereItIsLonger() {
        // Given
        PollSchedule schedule = schedule(() -> 0.5);
        Claim claim = new Claim(submit(null), 0, 0, 1);

        // Then
        KairosAnswer notYet = new KairosAnswer(202, null, WISH, new byte[0], true);
        KairosReply busy = new KairosReply.Unavailable(Problem.KAIROS_BUSY, WISH);
        KairosReply brief = new KairosReply.Unavailable(Problem.KAIROS_BUSY, Duration.ofSeconds(1));
        assertThat(schedule.after(claim, new Asked(new KairosReply.Pending(), notYet), NOW))
                .isEqualTo(WISH);
        assertThat(schedule.after(claim, new Asked(busy, null), NOW)).isEqualTo(WISH);
        assertThat(schedule.after(claim, new Asked(brief, null), NOW)).isEqualTo(Duration.ofSeconds(3));
    }

    private record Seen(int gets, double late) {}

    /** Polls one verification to its end as the poller does. */
    private Seen run(PollSchedule schedule, double seconds, Duration said) {
        Verification verification = submit(null);
        Instant decided = NOW.plus(millis(seconds));
        Instant now = NOW.plus(schedule.first(verification));
        int polls = 0;
        while (now.isBefore(decided)) {
            latencies.pending(verification.id(), now);
            polls++;
            now = now.plus(schedule.after(verification, polls, now));
        }
        latencies.decided(verification, polls, said, now);
        return new Seen(polls + 1, Duration.between(decided, now).toMillis() / 1000.0);
    }

    /** Decisions found by GETs on either side of their moment. */
    private void learn(String profile, double seconds, int times) {
        for (int i = 0; i < times; i++) {
            Verification verification = submit(profile);
            latencies.pending(verification.id(), NOW.plus(millis(seconds * 0.9)));
            latencies.decided(verification, 1, null, NOW.plus(millis(seconds * 1.1)));
        }
    }

    /** The difference of two times that are cut to the second, the first of which is {@code fraction} after one. */
    private static Duration said(double seconds, double fraction) {
        return Duration.ofSeconds((long) (fraction + seconds));
    }

    private static Duration millis(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }
}
