package io.kairosgateway.ledger;

import static io.kairosgateway.ledger.Samples.decided;
import static io.kairosgateway.ledger.Samples.failed;
import static io.kairosgateway.ledger.Samples.processing;
import static io.kairosgateway.ledger.Samples.timedOut;
import static io.kairosgateway.ledger.Samples.verification;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.ledger.Hold.Fate;
import io.kairosgateway.ledger.Hold.Reserved;
import io.kairosgateway.ledger.Ledger.Change;
import io.kairosgateway.ledger.Ledger.Claim;
import io.kairosgateway.ledger.Ledger.Count;
import io.kairosgateway.ledger.Ledger.Found;
import io.kairosgateway.ledger.Ledger.Origin;
import io.kairosgateway.ledger.Ledger.Recorded;
import io.kairosgateway.verification.Decision;
import io.kairosgateway.verification.Kind;
import io.kairosgateway.verification.LastAnswer;
import io.kairosgateway.verification.Scores;
import io.kairosgateway.verification.State;
import io.kairosgateway.verification.TraceParent;
import io.kairosgateway.verification.Verdict;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.verification.VerificationId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every ledger does. */
abstract class LedgerContract {

    static final Duration LONG = Duration.ofHours(1);
    static final Duration SHORT = Duration.ofMillis(200);

    /** A ledger that is empty. */
    abstract Ledger ledger(Duration ttl, Duration ownershipTtl);

    /** Lets time pass until {@code question} has an answer that is {@code wanted}. */
    abstract <T> T eventually(Supplier<T> question, Predicate<T> wanted);

    final Ledger ledger() {
        return ledger(LONG, LONG.multipliedBy(2));
    }

    static <T> T get(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(10));
    }

    static Stream<State> states() {
        return Stream.of(
                new State.Processing(),
                decided(Verdict.APPROVED),
                decided(Verdict.REVIEW),
                decided(Verdict.REJECTED),
                decided(Verdict.APPROVED, "{\"image\":\"" + "é\n\"".repeat(50_000) + "\"}"),
                failed(Samples.RESULT),
                failed(null),
                timedOut());
    }

    @ParameterizedTest
    @MethodSource("states")
    void aRecordedVerificationIsFoundAsItWas(State state) {
        // Given
        Ledger ledger = ledger();
        Verification verification = verification(state);

        // When
        get(ledger.record(verification, LONG));

        // Then
        assertThat(get(ledger.find(verification.id()))).isEqualTo(new Found.Known(verification, null));
    }

    @ParameterizedTest
    @MethodSource("states")
    void aConclusionIsFoundAsItWas(State state) {
        // Given
        Ledger ledger = ledger();
        Verification verification = recorded(ledger, LONG);

        // When
        boolean concluded = state instanceof State.Ended ended && get(ledger.conclude(verification, ended));

        // Then
        assertThat(concluded).isEqualTo(state.status().terminal());
        assertThat(get(ledger.find(verification.id()))).isEqualTo(new Found.Known(verification.with(state), null));
    }

    @Test
    void aProfileThatWasNotSentStaysAbsent() {
        // Given
        Ledger ledger = ledger();
        Verification verification = new Verification(
                Samples.id(), Samples.TENANT, Kind.DOCUMENT, "v0.2", Samples.AT, new State.Processing());

        // When
        get(ledger.record(verification, Duration.ZERO));

        // Then
        assertThat(get(ledger.find(verification.id()))).isEqualTo(new Found.Known(verification, null));
        assertThat(eventually(() -> get(ledger.claim(1, LONG)), claims -> !claims.isEmpty()))
                .extracting(Claim::verification)
                .containsExactly(verification);
    }

    @Test
    void theTraceOfTheSubmitIsThereForWhoeverPollsOrDelivers() {
        // Given
        Ledger ledger = ledger();
        Verification verification = new Verification(
                Samples.id(),
                Samples.TENANT,
                Kind.DOCUMENT,
                "v0.2",
                null,
                Samples.AT,
                new State.Processing(),
                new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));

        // When
        get(ledger.record(verification, Duration.ZERO));

        // Then
        assertThat(get(ledger.find(verification.id()))).isEqualTo(new Found.Known(verification, null));
        assertThat(eventually(() -> get(ledger.claim(1, LONG)), claims -> !claims.isEmpty()))
                .extracting(Claim::verification)
                .containsExactly(verification);
        assertThat(get(ledger.conclude(verification, decided(Verdict.APPROVED))))
                .isTrue();
        assertThat(get(ledger.find(verification.id())))
                .isEqualTo(new Found.Known(verification.with(decided(Verdict.APPROVED)), null));
    }

    @Test
    void scoresThatKairosDidNotGiveStayAbsent() {
        // Given
        Ledger ledger = ledger();
        State.Decided decided =
                new State.Decided(new Decision(Verdict.APPROVED, List.of(), Scores.NONE, "{}"), Samples.AT);
        Verification verification = verification(decided);

        // When
        get(ledger.record(verification, LONG));

        // Then
        assertThat(get(ledger.find(verification.id()))).isEqualTo(new Found.Known(verification, null));
    }

    @Test
    void anIdThatWasNeverRecordedIsUnknown() {
        // Given
        Ledger ledger = ledger();

        // When
        Found found = get(ledger.find(Samples.id()));

        // Then
        assertThat(found).isEqualTo(new Found.Unknown());
    }

    @Test
    void nothingHappensBeforeTheSubscription() {
        // Given
        Ledger ledger = ledger();
        Verification verification = processing();

        // When
        ledger.record(verification, Duration.ZERO);

        // Then
        assertThat(get(ledger.find(verification.id()))).isEqualTo(new Found.Unknown());
    }

    @Test
    void recordingAgainNeitherUndoesADecisionNorMakesItDueAgain() {
        // Given
        Ledger ledger = ledger();
        Verification verification = recorded(ledger, Duration.ZERO);
        get(ledger.conclude(verification, decided(Verdict.APPROVED)));

        // When
        get(ledger.record(verification, Duration.ZERO));

        // Then
        assertThat(state(ledger, verification.id())).isEqualTo(decided(Verdict.APPROVED));
        assertThat(get(ledger.claim(10, LONG))).isEmpty();
    }

    static Stream<UnaryOperator<Verification>> otherUploads() {
        return Stream.of(
                one -> new Verification(
                        one.id(), "other", one.kind(), one.apiVersion(), one.submittedAt(), new State.Processing()),
                one -> new Verification(
                        one.id(), one.tenant(), Kind.DOCUMENT, "v0.1", one.submittedAt(), new State.Processing()),
                one -> new Verification(
                        one.id(),
                        one.tenant(),
                        one.kind(),
                        one.apiVersion(),
                        one.profile(),
                        one.submittedAt().plusNanos(1_000),
                        decided(Verdict.APPROVED)));
    }

    @ParameterizedTest
    @MethodSource("otherUploads")
    void anIdStaysItsFirstUploadsWhicheverOtherKairosGivesItTo(UnaryOperator<Verification> other) {
        // Given
        Ledger ledger = ledger();
        Verification first = recorded(ledger, LONG);
        Verification second = other.apply(first);
        Hold hold = held(ledger, "second", LONG);
        get(ledger.commit(hold, LONG));

        // When
        Recorded recorded = get(ledger.record(second, Duration.ZERO, new Origin(hold, null)));

        // Then
        assertThat(recorded).isEqualTo(Recorded.TAKEN);
        assertThat(fate(ledger, "second")).isEqualTo(new Fate.InFlight());
        assertThat(get(ledger.conclude(second, decided(Verdict.REJECTED)))).isFalse();
        assertThat(get(ledger.find(first.id()))).isEqualTo(new Found.Known(first, null));
        assertThat(get(ledger.record(first, LONG))).isEqualTo(Recorded.WRITTEN);
    }

    @Test
    void anIdThatWasForgottenIsNobodysAgain() {
        // Given
        Ledger ledger = ledger();
        Verification first = recorded(ledger, LONG);
        get(ledger.forget(first.id()));
        Verification others = new Verification(
                first.id(), "other", first.kind(), first.apiVersion(), first.submittedAt(), new State.Processing());

        // When
        Recorded again = get(ledger.record(first, LONG));
        Recorded byAnother = get(ledger.record(others, LONG));

        // Then
        assertThat(again).isEqualTo(Recorded.FORGOTTEN);
        assertThat(byAnother).isEqualTo(Recorded.TAKEN);
        assertThat(get(ledger.find(first.id()))).isEqualTo(new Found.Forgotten(Samples.TENANT));
    }

    @Test
    void recordingAgainDoesNotBringBackWhatWasForgotten() {
        // Given
        Ledger ledger = ledger();
        Verification verification = recorded(ledger, LONG);
        get(ledger.forget(verification.id()));

        // When
        get(ledger.record(verification, Duration.ZERO));

        // Then
        assertThat(get(ledger.find(verification.id()))).isEqualTo(new Found.Forgotten(Samples.TENANT));
        assertThat(get(ledger.claim(10, LONG))).isEmpty();
    }

    @Test
    void recordingAgainDoesNotTakeAClaimAway() {
        // Given
        Ledger ledger = ledger();
        Verification verification = recorded(ledger, Duration.ZERO);
        Claim claim = claimed(ledger, LONG);

        // When
        get(ledger.record(verification, Duration.ZERO));

        // Then
        assertThat(get(ledger.claim(10, LONG))).isEmpty();
        assertThat(get(ledger.postpone(claim, 0, null, LONG))).isTrue();
    }

    @Test
    void nothingIsClaimedBeforeItIsDue() {
        // Given
        Ledger ledger = ledger();
        recorded(ledger, LONG);
        get(ledger.record(verification(decided(Verdict.APPROVED)), Duration.ZERO));

        // When
        List<Claim> claims = get(ledger.claim(10, LONG));

        // Then
        assertThat(claims).isEmpty();
    }

    @Test
    void whatIsDueFirstIsClaimedFirst() {
        // Given
        Ledger ledger = ledger();
        Verification later = recorded(ledger, Duration.ofMillis(400));
        Verification sooner = recorded(ledger, SHORT);

        // When
        Claim first = claimed(ledger, LONG);
        Claim second = claimed(ledger, LONG);

        // Then
        assertThat(first.verification()).isEqualTo(sooner);
        assertThat(second.verification()).isEqualTo(later);
    }

    @Test
    void noMoreAreClaimedThanWereAskedFor() {
        // Given
        Ledger ledger = ledger();
        IntStream.range(0, 5).forEach(i -> recorded(ledger, Duration.ZERO));

        // When
        List<Claim> claims = eventually(() -> get(ledger.claim(3, LONG)), list -> !list.isEmpty());

        // Then
        assertThat(claims).hasSize(3);
        assertThat(get(ledger.claim(10, LONG))).hasSize(2);
    }

    @Test
    void eachDueIdIsClaimedOnceByManyAtOnce() {
        // Given
        Ledger ledger = ledger();
        List<VerificationId> ids = IntStream.range(0, 500)
                .mapToObj(i -> recorded(ledger, Duration.ZERO).id())
                .toList();

        // When
        List<VerificationId> claimed = get(Multi.createFrom()
                        .range(0, 100)
                        .onItem()
                        .transformToUni(i -> Uni.createFrom()
                                .deferred(() -> ledger.claim(10, LONG))
                                .runSubscriptionOn(Infrastructure.getDefaultExecutor()))
                        .merge(16)
                        .collect()
                        .asList())
                .stream()
                .flatMap(List::stream)
                .map(claim -> claim.verification().id())
                .toList();

        // Then
        assertThat(claimed).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void whatItsOwnerDidNotGiveBackBecomesDueAgain() {
        // Given
        Ledger ledger = ledger();
        Verification verification = recorded(ledger, Duration.ZERO);
        Claim lost = claimed(ledger, SHORT);

        // When
        Claim taken = claimed(ledger, LONG);

        // Then
        assertThat(taken.verification()).isEqualTo(verification);
        assertThat(get(ledger.postpone(lost, 7, new LastAnswer(500, null, "lost"), Duration.ZERO)))
                .isFalse();
        assertThat(get(ledger.find(verification.id()))).isEqualTo(new Found.Known(verification, null));
        assertThat(get(ledger.claim(10, LONG))).isEmpty();
        assertThat(get(ledger.postpone(taken, 0, null, LONG))).isTrue();
    }

    @Test
    void pollsThatDoNotComeBackAreCounted() {
        // Given
        Ledger ledger = ledger();
        recorded(ledger, Duration.ZERO);

        // When
        claimed(ledger, SHORT);
        claimed(ledger, SHORT);
        Claim third = claimed(ledger, LONG);

        // Then
        assertThat(third.refusals()).isEqualTo(2);
        assertThat(get(ledger.postpone(third, 0, null, SHORT))).isTrue();
        assertThat(claimed(ledger, LONG).refusals()).isZero();
    }

    @Test
    void aPostponedOneIsDueAgainWithWhatIsKnownOfItsPolls() {
        // Given
        Ledger ledger = ledger();
        Verification verification = recorded(ledger, Duration.ZERO);
        LastAnswer answer = new LastAnswer(404, "application/json", "{\"m\":\"not yet, " + Samples.CANARY + "\"}\n");
        Claim first = claimed(ledger, LONG);

        // When
        boolean postponed = get(ledger.postpone(first, 3, answer, SHORT));

        // Then
        assertThat(postponed).isTrue();
        assertThat(first.polls()).isZero();
        assertThat(first.refusals()).isZero();
        assertThat(get(ledger.find(verification.id()))).isEqualTo(new Found.Known(verification, answer));
        Claim second = claimed(ledger, LONG);
        assertThat(second.polls()).isEqualTo(1);
        assertThat(second.refusals()).isEqualTo(3);
        assertThat(get(ledger.postpone(second, 0, null, SHORT))).isTrue();
        Claim third = claimed(ledger, LONG);
        assertThat(third.polls()).isEqualTo(2);
        assertThat(third.refusals()).isZero();
        assertThat(get(ledger.find(verification.id()))).isEqualTo(new Found.Known(verification, answer));
    }

    @Test
    void aLastAnswerMayLackItsContentType() {
        // Given
        Ledger ledger = ledger();
        Verification verification = recorded(ledger, Duration.ZERO);
        LastAnswer answer = new LastAnswer(202, null, "");

        // When
        get(ledger.postpone(claimed(ledger, LONG), 0, answer, LONG));

        // Then
        assertThat(get(ledger.find(verification.id()))).isEqualTo(new Found.Known(verification, answer));
    }

    @Test
    void aClaimIsGivenBackOnce() {
        // Given
        Ledger ledger = ledger();
        recorded(ledger, Duration.ZERO);
        Claim claim = claimed(ledger, LONG);
        get(ledger.postpone(claim, 0, null, LONG.multipliedBy(2)));

        // When
        boolean again = get(ledger.postpone(claim, 1, null, Duration.ZERO));

        // Then
        assertThat(again).isFalse();
        assertThat(get(ledger.claim(10, LONG))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("states")
    void whatHasEndedIsNeitherPostponedNorClaimed(State state) {
        // Given
        Ledger ledger = ledger();
        Verification verification = recorded(ledger, Duration.ZERO);
        Claim claim = claimed(ledger, LONG);
        State.Ended ended = state instanceof State.Ended end ? end : timedOut();
        get(ledger.conclude(verification, ended));

        // When
        boolean postponed = get(ledger.postpone(claim, 1, new LastAnswer(200, null, "late"), Duration.ZERO));

        // Then
        assertThat(postponed).isFalse();
        assertThat(get(ledger.find(verification.id()))).isEqualTo(new Found.Known(verification.with(ended), null));
        assertThat(get(ledger.claim(10, LONG))).isEmpty();
    }

    @Test
    void aDecisionIsNeverReplaced() {
        // Given
        Ledger ledger = ledger();
        VerificationId id = recorded(ledger, LONG).id();
        get(ledger.conclude(Samples.of(id), decided(Verdict.APPROVED)));

        // When
        List<Boolean> replaced = Stream.of(decided(Verdict.REJECTED), failed(null), timedOut())
                .map(state -> get(ledger.conclude(Samples.of(id), state)))
                .toList();

        // Then
        assertThat(replaced).containsExactly(false, false, false);
        assertThat(state(ledger, id)).isEqualTo(decided(Verdict.APPROVED));
    }

    @Test
    void aFailureIsNeverReplaced() {
        // Given
        Ledger ledger = ledger();
        VerificationId id = recorded(ledger, LONG).id();
        get(ledger.conclude(Samples.of(id), failed(null)));

        // When
        boolean replaced = get(ledger.conclude(Samples.of(id), decided(Verdict.APPROVED)));

        // Then
        assertThat(replaced).isFalse();
        assertThat(state(ledger, id)).isEqualTo(failed(null));
    }

    @Test
    void aTimeOutIsReplacedByADecisionButNotByAnother() {
        // Given
        Ledger ledger = ledger();
        VerificationId id = recorded(ledger, LONG).id();

        // When
        boolean first = get(ledger.conclude(Samples.of(id), timedOut()));
        boolean second = get(ledger.conclude(Samples.of(id), new State.TimedOut(Samples.AT)));
        State between = state(ledger, id);
        boolean decision = get(ledger.conclude(Samples.of(id), decided(Verdict.REVIEW)));

        // Then
        assertThat(List.of(first, second, decision)).containsExactly(true, false, true);
        assertThat(between).isEqualTo(timedOut());
        assertThat(state(ledger, id)).isEqualTo(decided(Verdict.REVIEW));
    }

    @Test
    void oneOfManyDecisionsAtOnceWins() {
        // Given
        Ledger ledger = ledger();
        VerificationId id = recorded(ledger, LONG).id();

        // When
        List<Boolean> outcomes = get(Multi.createFrom()
                .range(0, 20)
                .onItem()
                .transformToUni(i -> Uni.createFrom()
                        .deferred(() -> ledger.conclude(Samples.of(id), decided(Verdict.APPROVED, "{\"n\":" + i + "}")))
                        .runSubscriptionOn(Infrastructure.getDefaultExecutor()))
                .merge(8)
                .collect()
                .asList());

        // Then
        assertThat(outcomes).hasSize(20).containsOnlyOnce(true);
    }

    @Test
    void whatIsUnknownIsNeitherConcludedNorForgotten() {
        // Given
        Ledger ledger = ledger();

        // When
        boolean concluded = get(ledger.conclude(Samples.processing(), timedOut()));
        boolean forgotten = get(ledger.forget(Samples.id()));

        // Then
        assertThat(concluded).isFalse();
        assertThat(forgotten).isFalse();
    }

    @Test
    void whatIsForgottenLeavesOnlyItsOwner() {
        // Given
        Ledger ledger = ledger();
        VerificationId id = recorded(ledger, Duration.ZERO).id();
        Claim claim = claimed(ledger, SHORT);

        // When
        boolean first = get(ledger.forget(id));
        boolean second = get(ledger.forget(id));

        // Then
        assertThat(first).isTrue();
        assertThat(second).isFalse();
        assertThat(get(ledger.find(id))).isEqualTo(new Found.Forgotten(Samples.TENANT));
        assertThat(get(ledger.postpone(claim, 0, null, Duration.ZERO))).isFalse();
        assertThat(get(ledger.conclude(Samples.of(id), decided(Verdict.APPROVED))))
                .isFalse();
        assertThat(get(ledger.claim(10, LONG))).isEmpty();
    }

    @Test
    void aResultExpiresBeforeItsOwnerDoes() {
        // Given
        Ledger ledger = ledger(Duration.ofMillis(500), Duration.ofSeconds(5));
        Verification verification = verification(decided(Verdict.APPROVED));
        get(ledger.record(verification, Duration.ZERO));

        // When
        Found afterTheResult =
                eventually(() -> get(ledger.find(verification.id())), found -> !(found instanceof Found.Known));
        Found afterTheOwner =
                eventually(() -> get(ledger.find(verification.id())), found -> !(found instanceof Found.Forgotten));

        // Then
        assertThat(afterTheResult).isEqualTo(new Found.Forgotten(Samples.TENANT));
        assertThat(afterTheOwner).isEqualTo(new Found.Unknown());
    }

    @Test
    void whatHasExpiredIsNotClaimed() {
        // Given
        Ledger ledger = ledger(Duration.ofMillis(500), LONG);
        VerificationId id = recorded(ledger, Duration.ZERO).id();
        Claim claim = claimed(ledger, Duration.ofMillis(1));
        eventually(() -> get(ledger.find(id)), found -> found instanceof Found.Forgotten);

        // When
        boolean postponed = get(ledger.postpone(claim, 0, null, Duration.ZERO));
        List<Claim> claims = get(ledger.claim(10, LONG));

        // Then
        assertThat(postponed).isFalse();
        assertThat(claims).isEmpty();
        assertThat(get(ledger.find(id))).isEqualTo(new Found.Forgotten(Samples.TENANT));
    }

    @Test
    void aHoldIsTakenByOne() {
        // Given
        Ledger ledger = ledger();

        // When
        List<Reserved> answers = get(Multi.createFrom()
                .range(0, 20)
                .onItem()
                .transformToUni(i -> Uni.createFrom()
                        .deferred(() -> ledger.reserve(hold("one"), LONG))
                        .runSubscriptionOn(Infrastructure.getDefaultExecutor()))
                .merge(8)
                .collect()
                .asList());

        // Then
        assertThat(answers)
                .hasSize(20)
                .containsOnlyOnce(new Reserved.Mine())
                .contains(new Reserved.Taken("document", new Fate.InFlight()));
        assertThat(get(ledger.reserve(hold("another"), LONG))).isEqualTo(new Reserved.Mine());
    }

    @Test
    void aHolderThatAsksAgainHasItsHoldAndNobodyElse() {
        // Given
        Ledger ledger = ledger();
        Hold hold = held(ledger, "one", LONG);

        // When
        Reserved again = get(ledger.reserve(hold, LONG));

        // Then
        assertThat(again).isEqualTo(new Reserved.Mine());
        assertThat(fate(ledger, "one")).isEqualTo(new Fate.InFlight());
        assertThat(get(ledger.commit(hold, LONG))).isTrue();
        assertThat(get(ledger.reserve(hold, LONG))).isInstanceOf(Reserved.Taken.class);
    }

    @Test
    void aHoldThatCameToNothingCanBeGivenBackCommittedOrNot() {
        // Given
        Ledger ledger = ledger();
        Hold open = held(ledger, "open", LONG);
        Hold committed = held(ledger, "committed", LONG);
        get(ledger.commit(committed, LONG));

        // When
        get(ledger.release(open));
        get(ledger.release(committed));
        get(ledger.release(hold("never-held")));

        // Then
        assertThat(get(ledger.reserve(hold("open"), LONG))).isEqualTo(new Reserved.Mine());
        assertThat(get(ledger.reserve(hold("committed"), LONG))).isEqualTo(new Reserved.Mine());
    }

    @Test
    void aRecordBindsItsHoldAndNothingFreesItThen() {
        // Given
        Ledger ledger = ledger();
        Hold hold = held(ledger, "held", LONG);
        get(ledger.commit(hold, LONG));
        Optional<VerificationId> before = get(ledger.bound("held"));
        Verification verification = processing();

        // When
        get(ledger.record(verification, LONG, new Origin(hold, null)));
        get(ledger.release(hold));
        get(ledger.doubt(hold));

        // Then
        assertThat(before).isEmpty();
        assertThat(get(ledger.bound("held"))).contains(verification.id());
        assertThat(get(ledger.bound("never-held"))).isEmpty();
        assertThat(fate(ledger, "held")).isEqualTo(new Fate.Bound(verification.id()));
        assertThat(get(ledger.find(verification.id()))).isEqualTo(new Found.Known(verification, null));
    }

    @Test
    void aRecordWithAHoldThatIsNotItsOwnBindsNothing() {
        // Given
        Ledger ledger = ledger();
        held(ledger, "held", LONG);

        // When
        get(ledger.record(processing(), LONG, new Origin(hold("held"), null)));
        get(ledger.record(processing(), LONG, new Origin(hold("never-held"), null)));

        // Then
        assertThat(fate(ledger, "held")).isEqualTo(new Fate.InFlight());
        assertThat(get(ledger.reserve(hold("never-held"), LONG))).isEqualTo(new Reserved.Mine());
    }

    @Test
    void aHoldWhoseHolderDiedBeforeTheCommitIsFreeAndTheDeadMayNotGoOn() {
        // Given
        Ledger ledger = ledger();
        Hold dead = held(ledger, "held", SHORT);

        // When
        Hold next = hold("held");
        Reserved taken = eventually(() -> get(ledger.reserve(next, LONG)), new Reserved.Mine()::equals);

        // Then
        assertThat(taken).isEqualTo(new Reserved.Mine());
        assertThat(get(ledger.commit(dead, LONG))).isFalse();
        get(ledger.release(dead));
        get(ledger.doubt(dead));
        assertThat(fate(ledger, "held")).isEqualTo(new Fate.InFlight());
        assertThat(get(ledger.commit(next, LONG))).isTrue();
    }

    @Test
    void aLapsedLeaseThatNobodyTookCanStillBeCommittedButOnlyOnce() {
        // Given
        Ledger ledger = ledger();
        Hold slow = held(ledger, "slow", Duration.ofMillis(1));
        Hold witness = held(ledger, "witness", SHORT);
        eventually(() -> get(ledger.reserve(hold("witness"), LONG)), new Reserved.Mine()::equals);

        // When, Then
        assertThat(get(ledger.commit(slow, LONG))).isTrue();
        assertThat(get(ledger.commit(slow, LONG))).isFalse();
        assertThat(fate(ledger, "slow")).isEqualTo(new Fate.InFlight());
        assertThat(get(ledger.commit(witness, LONG))).isFalse();
    }

    @Test
    void aHoldWhoseHolderDiedAfterTheCommitIsInDoubtUntilTheRecordComes() {
        // Given
        Ledger ledger = ledger();
        Hold hold = held(ledger, "held", LONG);
        get(ledger.commit(hold, SHORT));
        Verification late = processing();

        // When
        Fate lapsed = eventually(() -> fate(ledger, "held"), new Fate.InDoubt()::equals);
        get(ledger.record(late, LONG, new Origin(hold, null)));

        // Then
        assertThat(lapsed).isEqualTo(new Fate.InDoubt());
        assertThat(fate(ledger, "held")).isEqualTo(new Fate.Bound(late.id()));
    }

    @Test
    void aDoubtIsKnownAtOnceAndStays() {
        // Given
        Ledger ledger = ledger();
        Hold hold = held(ledger, "held", LONG);
        get(ledger.commit(hold, LONG));

        // When
        get(ledger.doubt(hold));
        get(ledger.doubt(hold("never-held")));

        // Then
        assertThat(fate(ledger, "held")).isEqualTo(new Fate.InDoubt());
        assertThat(fate(ledger, "held")).isEqualTo(new Fate.InDoubt());
        assertThat(get(ledger.reserve(hold("never-held"), LONG))).isEqualTo(new Reserved.Mine());
    }

    @Test
    void aHoldIsForgottenWithWhatItIsBoundTo() {
        // Given
        Ledger ledger = ledger();
        Hold hold = Hold.on("held", "document", Duration.ofMillis(500));
        get(ledger.reserve(hold, LONG));
        get(ledger.record(processing(), LONG, new Origin(hold, null)));

        // When
        Optional<VerificationId> bound = eventually(() -> get(ledger.bound("held")), Optional::isEmpty);

        // Then
        assertThat(bound).isEmpty();
        assertThat(get(ledger.commit(hold, LONG))).isFalse();
        assertThat(get(ledger.reserve(hold("held"), LONG))).isEqualTo(new Reserved.Mine());
    }

    @Test
    void aReceiptIsKeptAsLongAsItsVerification() {
        // Given
        Ledger ledger = ledger();
        LastAnswer receipt = new LastAnswer(200, "application/json; charset=utf-8", Samples.RESULT);
        Verification verification = processing();
        VerificationId without = recorded(ledger, LONG).id();
        get(ledger.record(verification, LONG, new Origin(null, receipt)));

        // When
        Optional<LastAnswer> kept = get(ledger.receipt(verification.id()));
        get(ledger.conclude(verification, decided(Verdict.APPROVED)));
        Optional<LastAnswer> keptAfterTheDecision = get(ledger.receipt(verification.id()));
        get(ledger.forget(verification.id()));

        // Then
        assertThat(kept).contains(receipt);
        assertThat(keptAfterTheDecision).contains(receipt);
        assertThat(get(ledger.receipt(verification.id()))).isEmpty();
        assertThat(get(ledger.receipt(without))).isEmpty();
        assertThat(get(ledger.receipt(Samples.id()))).isEmpty();
    }

    @Test
    void aWindowCountsUpToItsLimitAndThenBeginsAnew() {
        // Given
        Ledger ledger = ledger();
        Duration window = Duration.ofSeconds(2);

        // When
        List<Count> counts = IntStream.range(0, 4)
                .mapToObj(i -> get(ledger.count("one", 3, window)))
                .toList();
        Count another = get(ledger.count("another", 3, window));
        Count next = eventually(() -> get(ledger.count("one", 3, window)), Count::within);

        // Then
        assertThat(counts).extracting(Count::within).containsExactly(true, true, true, false);
        assertThat(counts).extracting(Count::left).containsExactly(2, 1, 0, 0);
        assertThat(counts)
                .extracting(Count::reset)
                .allSatisfy(reset -> assertThat(reset).isPositive().isLessThanOrEqualTo(window));
        assertThat(another.left()).isEqualTo(2);
        assertThat(next.left()).isEqualTo(2);
    }

    @Test
    void aWindowThatIsFullUnderALowerLimitLetsNobodyIn() {
        // Given
        Ledger ledger = ledger();
        get(ledger.count("one", 3, LONG));
        get(ledger.count("one", 3, LONG));

        // When
        Count count = get(ledger.count("one", 1, LONG));

        // Then
        assertThat(count.within()).isFalse();
        assertThat(count.left()).isZero();
    }

    @Test
    void manyAtOnceAreCountedExactly() {
        // Given
        Ledger ledger = ledger();

        // When
        List<Count> counts = get(Multi.createFrom()
                .range(0, 40)
                .onItem()
                .transformToUni(i -> Uni.createFrom()
                        .deferred(() -> ledger.count("one", 10, LONG))
                        .runSubscriptionOn(Infrastructure.getDefaultExecutor()))
                .merge(8)
                .collect()
                .asList());

        // Then
        assertThat(counts).hasSize(40).filteredOn(Count::within).hasSize(10);
    }

    private static Hold hold(String name) {
        return Hold.on(name, "document", LONG);
    }

    private static Hold held(Ledger ledger, String name, Duration lease) {
        Hold hold = hold(name);
        assertThat(get(ledger.reserve(hold, lease))).isEqualTo(new Reserved.Mine());
        return hold;
    }

    /** What somebody else hears who asks for what is held. */
    private static Fate fate(Ledger ledger, String name) {
        return ((Reserved.Taken) get(ledger.reserve(hold(name), LONG))).fate();
    }

    @Test
    void everySubscriberHearsOfEveryChange() {
        // Given
        Ledger ledger = ledger();
        VerificationId decided = recorded(ledger, LONG).id();
        VerificationId forgotten = recorded(ledger, LONG).id();
        Queue<Change> one = heard(ledger);
        Queue<Change> two = heard(ledger);

        // When
        get(ledger.conclude(Samples.of(decided), timedOut()));
        get(ledger.conclude(Samples.of(decided), timedOut()));
        get(ledger.conclude(Samples.of(decided), decided(Verdict.APPROVED)));
        get(ledger.forget(forgotten));

        // Then
        List<Change> expected = List.of(new Change.Of(decided), new Change.Of(decided), new Change.Of(forgotten));
        for (Queue<Change> heard : List.of(one, two)) {
            Awaitility.await()
                    .untilAsserted(() -> assertThat(heard)
                            .filteredOn(change -> change instanceof Change.Of)
                            .containsExactlyElementsOf(expected));
        }
    }

    @Test
    void theBacklogIsWhatIsStillPolledAndHowLongTheFirstIsDue() {
        // Given
        Ledger ledger = ledger();
        Ledger.Backlog none = get(ledger.backlog());
        recorded(ledger, LONG);
        Ledger.Backlog later = get(ledger.backlog());

        // When
        Verification due = recorded(ledger, Duration.ZERO);

        // Then
        assertThat(none).isEqualTo(new Ledger.Backlog(0, Duration.ZERO));
        assertThat(later).isEqualTo(new Ledger.Backlog(1, Duration.ZERO));
        assertThat(eventually(
                                () -> get(ledger.backlog()),
                                backlog -> !backlog.lag().isZero())
                        .length())
                .isEqualTo(2);
        get(ledger.conclude(due, timedOut()));
        assertThat(get(ledger.backlog())).isEqualTo(later);
    }

    static Verification recorded(Ledger ledger, Duration firstPoll) {
        Verification verification = processing();
        get(ledger.record(verification, firstPoll));
        return verification;
    }

    Claim claimed(Ledger ledger, Duration lease) {
        return eventually(() -> get(ledger.claim(1, lease)), claims -> !claims.isEmpty())
                .get(0);
    }

    static State state(Ledger ledger, VerificationId id) {
        return ((Found.Known) get(ledger.find(id))).verification().state();
    }

    /** Whatever the ledger tells from now on. */
    Queue<Change> heard(Ledger ledger) {
        Queue<Change> heard = new ConcurrentLinkedQueue<>();
        ledger.changes().subscribe().with(heard::add);
        return heard;
    }
}
