package io.kairosgateway.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kairosgateway.ledger.Hold;
import io.kairosgateway.ledger.Ledger;
import io.kairosgateway.ledger.Ledger.Change;
import io.kairosgateway.ledger.Ledger.Found;
import io.kairosgateway.ledger.LedgerUnavailableException;
import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.settings.TestSettings;
import io.kairosgateway.verification.Decision;
import io.kairosgateway.verification.Kind;
import io.kairosgateway.verification.LastAnswer;
import io.kairosgateway.verification.Scores;
import io.kairosgateway.verification.State;
import io.kairosgateway.verification.Status;
import io.kairosgateway.verification.Verdict;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.verification.VerificationId;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.operators.multi.processors.UnicastProcessor;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a waiter hears, with a ledger whose every answer the test gives by hand. */
class WatchTest {

    private static final VerificationId ID = new VerificationId("id-1");
    private static final Verification PROCESSING =
            new Verification(ID, "default", Kind.FULL_ID, "v0.1", Instant.EPOCH, new State.Processing());
    private static final Verification APPROVED = PROCESSING.with(new State.Decided(
            new Decision(Verdict.APPROVED, List.of(), Scores.NONE, "{}"), Instant.EPOCH.plusSeconds(5)));

    private static final GatewaySettings SETTINGS = TestSettings.with(Map.of("watch.max-streams-per-id", "1"));

    private final Vertx vertx = Vertx.vertx();
    private final HandLedger ledger = new HandLedger();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final Watch watch = new Watch(ledger, new Places(SETTINGS), vertx, SETTINGS, new WatchMeters(meters));

    @BeforeEach
    void start() {
        watch.start(null);
    }

    @AfterEach
    void stop() {
        watch.stop(null);
        vertx.close();
    }

    private AssertSubscriber<Verification> waiter() {
        return watch.on(PROCESSING.tenant(), ID).subscribe().withSubscriber(AssertSubscriber.create(10));
    }

    @Test
    void aWaiterOfAnotherTenantHearsOfNothingWhileTheOwnerHearsAll() {
        // Given: Kairos has given both the same id.
        AssertSubscriber<Verification> owner = waiter();
        ledger.answer(PROCESSING);
        AssertSubscriber<Verification> other =
                watch.on("other", ID).subscribe().withSubscriber(AssertSubscriber.create(10));

        // When
        ledger.answer(APPROVED);

        // Then
        owner.awaitCompletion().assertItems(PROCESSING, APPROVED);
        other.awaitFailure().assertHasNotReceivedAnyItem();
        assertThat(((ProblemException) other.getFailure()).problem()).isEqualTo(Problem.VERIFICATION_NOT_FOUND);
    }

    @Test
    void aWaiterHearsTheStateNowThenTheDecisionThenTheEnd() {
        // Given
        AssertSubscriber<Verification> waiter = waiter();
        ledger.answer(PROCESSING);

        // When
        ledger.changes.onNext(new Change.Of(ID));
        ledger.answer(APPROVED);

        // Then
        waiter.assertItems(PROCESSING, APPROVED).assertCompleted();
        assertThat(meters.timer("kairos.gateway.wakeup.latency").count()).isEqualTo(1);
        assertThat(meters.get("kairos.gateway.waiters").gauge().value()).isZero();
    }

    @Test
    void aDecisionBetweenTheReadAndItsAnswerIsNotMissed() {
        // Given: the read has begun, and what it will say is old already.
        AssertSubscriber<Verification> waiter = waiter();

        // When
        ledger.changes.onNext(new Change.Of(ID));
        ledger.answer(PROCESSING);
        ledger.answer(APPROVED);

        // Then
        waiter.assertItems(PROCESSING, APPROVED).assertCompleted();
    }

    @Test
    void waitersOfOneIdShareTheirReads() {
        // Given
        List<AssertSubscriber<Verification>> waiters = List.of(waiter(), waiter(), waiter(), waiter());

        // When: one read is under way, and one more was asked for by all who came after it had begun.
        ledger.answer(PROCESSING);
        ledger.answer(PROCESSING);

        // Then
        assertThat(ledger.asked).isEmpty();
        waiters.forEach(waiter -> waiter.assertItems(PROCESSING));
    }

    @Test
    void whoComesLaterIsToldAndKeepsNoStateOfItsOwn() {
        // Given
        AssertSubscriber<Verification> early = waiter();
        ledger.answer(PROCESSING);

        // When the ledger answers with a copy
        AssertSubscriber<Verification> late = waiter();
        ledger.answer(PROCESSING.with(new State.Processing()));

        // Then
        early.assertItems(PROCESSING);
        assertThat(late.getItems()).hasSize(1).first().isSameAs(early.getItems().get(0));
        ledger.changes.onNext(new Change.Of(ID));
        ledger.answer(APPROVED);
        early.assertItems(PROCESSING, APPROVED).assertCompleted();
        late.assertItems(PROCESSING, APPROVED).assertCompleted();
    }

    @Test
    void theSameStateIsToldOnce() {
        // Given
        AssertSubscriber<Verification> waiter = waiter();
        ledger.answer(PROCESSING);

        // When
        ledger.changes.onNext(new Change.Resubscribed());
        await().until(() -> !ledger.asked.isEmpty());
        ledger.answer(PROCESSING);

        // Then
        waiter.assertItems(PROCESSING).assertNotTerminated();
    }

    @Test
    void aLostSubscriptionMakesEverythingBeReadAgain() {
        // Given
        AssertSubscriber<Verification> waiter = waiter();
        ledger.answer(PROCESSING);

        // When
        ledger.changes.onNext(new Change.Resubscribed());
        await().until(() -> !ledger.asked.isEmpty());
        ledger.answer(APPROVED);

        // Then
        waiter.assertItems(PROCESSING, APPROVED).assertCompleted();
    }

    @Test
    void aLedgerThatCannotBeReadFailsOnlyWhoKnowsNothing() {
        // Given
        AssertSubscriber<Verification> knowing = waiter();
        ledger.answer(PROCESSING);
        AssertSubscriber<Verification> unknowing = waiter();

        // When
        ledger.asked.remove().fail(new LedgerUnavailableException());

        // Then
        knowing.assertItems(PROCESSING).assertNotTerminated();
        unknowing.assertFailedWith(LedgerUnavailableException.class);
    }

    @Test
    void whoWaitsForSomethingForgottenIsTold() {
        // Given
        AssertSubscriber<Verification> waiter = waiter();
        ledger.answer(PROCESSING);

        // When
        ledger.changes.onNext(new Change.Of(ID));
        ledger.asked.remove().complete(new Found.Forgotten("default"));

        // Then
        waiter.assertFailedWith(ProblemException.class);
        assertThat(((ProblemException) waiter.getFailure()).problem()).isEqualTo(Problem.GONE);
    }

    @Test
    void whoHasLeftCostsNoMoreReads() {
        // Given
        AssertSubscriber<Verification> waiter = waiter();
        ledger.answer(PROCESSING);

        // When
        waiter.cancel();
        ledger.changes.onNext(new Change.Of(ID));

        // Then
        assertThat(ledger.asked).isEmpty();
    }

    @Test
    void aLongPollOfAPendingOneEndsWithItsStateAtTheLimit() {
        // Given
        Uni<Verification> poll = watch.decided(PROCESSING, Duration.ofMillis(50));
        ledger.always = PROCESSING;

        // When
        Verification verification = poll.await().atMost(Duration.ofSeconds(10));

        // Then
        assertThat(verification.status()).isEqualTo(Status.PROCESSING);
    }

    @Test
    void aLongPollForWhichThereIsNoPlaceIsAnsweredWithWhatIsKnown() {
        // Given
        Uni<Verification> poll = watch.decided(PROCESSING, Duration.ofMinutes(1));
        Cancellable waiting = poll.subscribe().with(decided -> {});

        // When
        Verification second = poll.await().atMost(Duration.ofSeconds(10));
        waiting.cancel();
        UniAssertSubscriber<Verification> third = poll.subscribe().withSubscriber(UniAssertSubscriber.create());

        // Then
        assertThat(second).isEqualTo(PROCESSING);
        third.assertNotTerminated();
        third.cancel();
    }

    @Test
    void aReplicaThatGoesDownEndsEveryWaitWithWhatIsKnown() {
        // Given
        AssertSubscriber<Verification> knowing = waiter();
        ledger.answer(PROCESSING);

        // When
        watch.goDown(null);

        // Then
        knowing.assertItems(PROCESSING).assertCompleted();
    }

    @Test
    void whoAsksAReplicaThatGoesDownStillHearsTheStateOnce() {
        // Given: one has asked before and has no answer yet, one asks after.
        AssertSubscriber<Verification> before = waiter();
        watch.goDown(null);

        // When
        ledger.answer(PROCESSING);
        AssertSubscriber<Verification> after = waiter();
        ledger.answer(PROCESSING);

        // Then
        before.assertItems(PROCESSING).assertCompleted();
        after.assertItems(PROCESSING).assertCompleted();
    }

    @Test
    void aLongPollAtAReplicaThatGoesDownEndsWithTheStateNow() {
        // Given
        UniAssertSubscriber<Verification> poll = watch.decided(PROCESSING, Duration.ofMinutes(1))
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());
        ledger.answer(PROCESSING);
        ledger.always = PROCESSING;

        // When
        watch.goDown(null);

        // Then
        poll.awaitItem().assertItem(PROCESSING);
    }

    /** Keeps every question until the test answers it. */
    private static final class HandLedger implements Ledger {

        private final Queue<UniEmitter<? super Found>> asked = new ConcurrentLinkedQueue<>();
        private final UnicastProcessor<Change> changes = UnicastProcessor.create();
        private Verification always;

        private void answer(Verification verification) {
            asked.remove().complete(new Found.Known(verification, null));
        }

        @Override
        public Uni<Found> find(VerificationId id) {
            return always == null
                    ? Uni.createFrom().<Found>emitter(asked::add)
                    : Uni.createFrom().item(new Found.Known(always, null));
        }

        @Override
        public Multi<Change> changes() {
            return changes;
        }

        @Override
        public Uni<Backlog> backlog() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<Recorded> record(Verification verification, Duration firstPoll, Origin origin) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<List<Claim>> claim(int max, Duration lease) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<Boolean> postpone(Claim claim, int refusals, LastAnswer last, Duration delay) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<Boolean> conclude(Verification verification, State.Ended state) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<Boolean> forget(VerificationId id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<Optional<LastAnswer>> receipt(VerificationId id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<Hold.Reserved> reserve(Hold hold, Duration lease) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<Boolean> commit(Hold hold, Duration lease) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<Void> release(Hold hold) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<Void> doubt(Hold hold) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<Count> count(String name, int limit, Duration window) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<Optional<VerificationId>> bound(String name) {
            throw new UnsupportedOperationException();
        }
    }
}
