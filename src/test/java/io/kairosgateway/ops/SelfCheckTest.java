package io.kairosgateway.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kairosgateway.loop.Failures;
import io.kairosgateway.settings.TestSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SelfCheckTest {

    @Test
    void aLookThatThrowsIsFollowedByTheNext() {
        // Given no tenants to be had
        Vertx vertx = Vertx.vertx();
        double before = Failures.of("self-check");
        SelfCheck check = new SelfCheck(null, null, null, TestSettings.defaults(), vertx, new SimpleMeterRegistry());

        // When
        check.start(null);

        // Then
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(Failures.of("self-check")).isGreaterThanOrEqualTo(before + 3));
        check.stop(null);
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
