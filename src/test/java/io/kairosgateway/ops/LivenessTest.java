package io.kairosgateway.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LivenessTest {

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));

    @AfterEach
    void stop() {
        vertx.close();
    }

    private Status status(Duration patience) {
        return new Liveness(vertx, patience)
                .call()
                .await()
                .atMost(Duration.ofSeconds(20))
                .getStatus();
    }

    @Test
    void isUpWhileEveryEventLoopTurns() {
        assertThat(status(Duration.ofSeconds(10))).isEqualTo(Status.UP);
    }

    @Test
    void isDownWhileOneOfThemIsStuck() {
        // Given
        CountDownLatch freed = new CountDownLatch(1);
        vertx.nettyEventLoopGroup().next().execute(() -> {
            try {
                freed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        // When
        Status stuck = status(Duration.ofMillis(100));
        freed.countDown();

        // Then
        assertThat(stuck).isEqualTo(Status.DOWN);
        assertThat(status(Duration.ofSeconds(10))).isEqualTo(Status.UP);
    }
}
