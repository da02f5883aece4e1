package io.kairosgateway.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kairosgateway.ledger.Ledger;
import io.kairosgateway.ledger.Ledger.Backlog;
import io.kairosgateway.ledger.Ledger.Claim;
import io.kairosgateway.ledger.Ledger.Found;
import io.kairosgateway.loop.Failures;
import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.settings.TestSettings;
import io.kairosgateway.verification.Kind;
import io.kairosgateway.verification.State;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.verification.VerificationId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.vertx.core.Vertx;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever throws, what has to go on goes on. */
class WatchLoopsTest {

    private static final GatewaySettings SETTINGS =
            TestSettings.with(Map.of("watch.tick", "2ms", "watch.reread", "64ms"));
    private static final Verification PROCESSING = new Verification(
            new VerificationId("id-1"), "default", Kind.FULL_ID, "v0.1", Instant.EPOCH, new State.Processing());

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger asked = new AtomicInteger();

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** A ledger in which one method does something, which the test says of each call; there are no changes. */
    private Ledger ledger(String method, IntFunction<Object> answer) {
        return (Ledger) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Ledger.class}, (it, called, args) -> {
                    if (called.getName().equals("changes")) {
                        return Multi.createFrom().nothing();
                    }
                    assertThat(called.getName()).isEqualTo(method);
                    return answer.apply(asked.getAndIncrement());
                });
    }

    private static Object failing(int call) {
        if (call == 0) {
            throw new IllegalStateException("thrown");
        }
        return Uni.createFrom().failure(new IllegalStateException("failed"));
    }

    @Test
    void thePollerGoesOnAfterClaimsAndPollsThatThrow() {
        // Given a ledger that fails, and then claims whose polls throw, because there is nothing to ask with
        double before = Failures.of("poller");
        Ledger ledger = ledger(
                "claim",
                call -> call < 2
                        ? failing(call)
                        : Uni.createFrom().item(List.of(new Claim(PROCESSING, call, 0, call))));
        Poller poller = new Poller(ledger, null, null, SETTINGS, vertx, null);

        // When
        poller.start(null);

        // Then more are claimed than there are places
        int enough = 3 * SETTINGS.kairos().guards().concurrency();
        await().atMost(Duration.ofSeconds(20)).until(() -> asked.get() > enough);
        assertThat(Failures.of("poller")).isGreaterThan(before + enough);
        poller.stop(null);
        await().until(() -> !poller.holding());
    }

    @Test
    void waitersAreReadForAfterReadsThatThrow() {
        // Given
        Ledger ledger = ledger(
                "find",
                call -> call == 0
                        ? Uni.createFrom().item(new Found.Known(PROCESSING, null))
                        : call < 3 ? failing(call - 1) : Uni.createFrom().item(new Found.Forgotten("default")));
        Watch watch =
                new Watch(ledger, new Places(SETTINGS), vertx, SETTINGS, new WatchMeters(new SimpleMeterRegistry()));

        // When
        watch.start(null);
        AssertSubscriber<Verification> waiter =
                watch.on(PROCESSING.tenant(), PROCESSING.id()).subscribe().withSubscriber(AssertSubscriber.create(10));

        // Then
        waiter.awaitFailure(Duration.ofSeconds(20)).assertItems(PROCESSING);
        watch.stop(null);
    }

    @Test
    void theDueQueueIsLookedAtAfterALookThatThrows() {
        // Given
        double before = Failures.of("due-queue");
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        DueQueueMeters looks = new DueQueueMeters(
                ledger(
                        "backlog",
                        call -> call == 0 ? failing(0) : Uni.createFrom().item(new Backlog(7, Duration.ZERO))),
                vertx,
                meters);

        // When
        looks.start(null);

        // Then
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(meters.get("kairos.gateway.due.queue.length")
                                .gauge()
                                .value())
                        .isEqualTo(7));
        assertThat(Failures.of("due-queue")).isGreaterThan(before);
        looks.stop(null);
    }
}
