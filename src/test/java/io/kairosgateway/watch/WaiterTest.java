package io.kairosgateway.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.verification.Decision;
import io.kairosgateway.verification.Kind;
import io.kairosgateway.verification.Scores;
import io.kairosgateway.verification.State;
import io.kairosgateway.verification.Verdict;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.verification.VerificationId;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class WaiterTest {

    private static final Verification PROCESSING = new Verification(
            new VerificationId("id-1"), "default", Kind.FULL_ID, "v0.1", Instant.EPOCH, new State.Processing());
    private static final Verification TIMED_OUT = PROCESSING.with(new State.TimedOut(Instant.EPOCH.plusSeconds(5)));
    private static final Verification APPROVED = PROCESSING.with(new State.Decided(
            new Decision(Verdict.APPROVED, List.of(), Scores.NONE, "{}"), Instant.EPOCH.plusSeconds(5)));

    private final AtomicInteger left = new AtomicInteger();
    private Waiter waiter;

    private AssertSubscriber<Verification> subscriber(long demand) {
        AssertSubscriber<Verification> subscriber = AssertSubscriber.create(demand);
        new AbstractMulti<Verification>() {
            @Override
            public void subscribe(MultiSubscriber<? super Verification> downstream) {
                waiter = new Waiter("default", downstream, leaving -> left.incrementAndGet());
                waiter.start();
            }
        }.subscribe(subscriber);
        return subscriber;
    }

    @Test
    void whoHasAskedForNothingIsGivenTheNewestWhenItDoes() {
        // Given
        AssertSubscriber<Verification> subscriber = subscriber(0);
        waiter.take(PROCESSING);
        waiter.take(APPROVED);
        subscriber.assertHasNotReceivedAnyItem().assertNotTerminated();

        // When
        subscriber.request(1);

        // Then: what was there in between is nobody's concern any more.
        subscriber.assertItems(APPROVED).assertCompleted();
        assertThat(left).hasValue(1);
    }

    @Test
    void theSameStateIsToldOnce() {
        // Given
        AssertSubscriber<Verification> subscriber = subscriber(10);

        // When
        waiter.take(PROCESSING);
        waiter.take(PROCESSING);

        // Then
        subscriber.assertItems(PROCESSING).assertNotTerminated();
        assertThat(left).hasValue(0);
    }

    @Test
    void afterTheEndNothingIsToldAndItIsLeftOnce() {
        // Given
        AssertSubscriber<Verification> subscriber = subscriber(10);
        waiter.take(TIMED_OUT);

        // When
        waiter.take(APPROVED);
        waiter.gone(new IllegalStateException());
        waiter.end();

        // Then
        subscriber.assertItems(TIMED_OUT).assertCompleted();
        waiter.cancel();
        assertThat(left).hasValue(1);
    }

    @Test
    void whoHasLeftHearsNothing() {
        // Given
        AssertSubscriber<Verification> subscriber = subscriber(10);

        // When
        subscriber.cancel();
        waiter.take(APPROVED);

        // Then
        subscriber.assertHasNotReceivedAnyItem().assertNotTerminated();
        assertThat(left).hasValue(1);
    }

    @Test
    void anUnreadableLedgerEndsTheWaitOfThoseWhoKnowNothing() {
        // Given
        AssertSubscriber<Verification> knowing = subscriber(10);
        waiter.take(PROCESSING);
        waiter.unreadable(new IllegalStateException());
        knowing.assertNotTerminated();

        // When
        AssertSubscriber<Verification> unknowing = subscriber(10);
        waiter.end();
        unknowing.assertNotTerminated();
        waiter.unreadable(new IllegalStateException());

        // Then
        unknowing.assertFailedWith(IllegalStateException.class);
    }

    @Test
    void whoThrowsIsGivenUpAndCostsNobodyElseTheirNews() {
        // Given
        List<Throwable> failures = new ArrayList<>();
        Waiter throwing = new Waiter(
                "default",
                new MultiSubscriber<Verification>() {
                    @Override
                    public void onSubscribe(Flow.Subscription subscription) {
                        subscription.request(1);
                    }

                    @Override
                    public void onItem(Verification verification) {
                        throw new IllegalStateException();
                    }

                    @Override
                    public void onFailure(Throwable failure) {
                        failures.add(failure);
                    }

                    @Override
                    public void onCompletion() {}
                },
                leaving -> left.incrementAndGet());
        throwing.start();

        // When
        throwing.take(PROCESSING);
        throwing.take(APPROVED);

        // Then
        assertThat(failures).hasSize(1).first().isInstanceOf(IllegalStateException.class);
        assertThat(left).hasValue(1);
    }

    @Test
    void askingForLessThanOneIsAFailure() {
        // Given
        AssertSubscriber<Verification> subscriber = subscriber(0);

        // When
        waiter.request(0);

        // Then
        subscriber.assertFailedWith(IllegalArgumentException.class);
        assertThat(left).hasValue(1);
    }

    @RepeatedTest(200)
    void whoAsksOnOneThreadMissesNothingThatIsToldOnAnother() throws Exception {
        // Given
        AssertSubscriber<Verification> subscriber = subscriber(0);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        CountDownLatch start = new CountDownLatch(1);

        // When
        threads.execute(() -> {
            await(start);
            waiter.take(PROCESSING);
            waiter.take(APPROVED);
        });
        threads.execute(() -> {
            await(start);
            subscriber.request(1);
            subscriber.request(1);
        });
        start.countDown();
        threads.shutdown();
        assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();

        // Then
        subscriber.assertCompleted();
        assertThat(subscriber.getItems()).last().isEqualTo(APPROVED);
        assertThat(left).hasValue(1);
    }

    private static void await(CountDownLatch start) {
        try {
            start.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
