package io.kairosgateway.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LoopTest {

    private static final Duration PERIOD = Duration.ofMillis(5);
    private static final Duration LONG = Duration.ofMinutes(10);

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    static Stream<Named<Supplier<Uni<Boolean>>>> failures() {
        return Stream.of(
                Named.of("an exception", () -> {
                    throw new IllegalStateException("thrown");
                }),
                Named.of("an error", () -> {
                    throw new StackOverflowError();
                }),
                Named.of("nothing to wait for", () -> null),
                Named.of("a failure", () -> Uni.createFrom().failure(new IllegalStateException("failed"))),
                Named.of(
                        "a callback that throws",
                        () -> Uni.createFrom().item(true).invoke(() -> {
                            throw new AssertionError("thrown later");
                        })));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aStepThatFailsIsCountedAndTheNextOneComes(Supplier<Uni<Boolean>> failing) {
        // Given
        double before = Failures.of("test-failing");
        AtomicInteger steps = new AtomicInteger();
        Loop loop = new Loop("test-failing", vertx, PERIOD, LONG, () -> {
            steps.incrementAndGet();
            return failing.get();
        });

        // When
        loop.start();

        // Then
        await().until(() -> steps.get() >= 3);
        await().untilAsserted(() -> assertThat(Failures.of("test-failing")).isGreaterThanOrEqualTo(before + 3));
        loop.stop();
        await().until(() -> !loop.atWork());
    }

    @Test
    void aStepThatNeverEndsIsGivenUpAndCounted() {
        // Given
        double before = Failures.of("test-stuck");
        AtomicBoolean cancelled = new AtomicBoolean();
        AtomicInteger steps = new AtomicInteger();
        Loop loop = new Loop("test-stuck", vertx, PERIOD, Duration.ofMillis(50), () -> {
            steps.incrementAndGet();
            return Uni.createFrom().<Boolean>nothing().onCancellation().invoke(() -> cancelled.set(true));
        });

        // When
        loop.start();

        // Then
        await().until(() -> steps.get() >= 2);
        assertThat(cancelled).isTrue();
        assertThat(Failures.of("test-stuck")).isGreaterThan(before);
        loop.stop();
    }

    @Test
    void thereIsOneStepAtATimeAndOneAtOnceWhereThereIsMoreToDo() {
        // Given
        AtomicReference<UniEmitter<? super Boolean>> underWay = new AtomicReference<>();
        AtomicInteger steps = new AtomicInteger();
        Loop loop = new Loop("test-one", vertx, LONG, LONG, () -> {
            steps.incrementAndGet();
            return Uni.createFrom().<Boolean>emitter(emitter -> underWay.set(emitter));
        });

        // When
        loop.step();
        loop.step();

        // Then
        assertThat(steps).hasValue(1);
        assertThat(loop.atWork()).isTrue();

        // When
        underWay.get().complete(true);

        // Then
        await().untilAtomic(steps, org.hamcrest.Matchers.is(2));
        underWay.get().complete(false);
        assertThat(loop.atWork()).isFalse();
        loop.stop();
        loop.step();
        assertThat(steps).hasValue(2);
    }
}
