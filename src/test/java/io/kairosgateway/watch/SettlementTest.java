package io.kairosgateway.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.ledger.Ledger;
import io.kairosgateway.ledger.Ledger.Claim;
import io.kairosgateway.settings.TestSettings;
import io.kairosgateway.verification.Kind;
import io.kairosgateway.verification.State;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.verification.VerificationId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettlementTest {

    private static final Verification PROCESSING = new Verification(
            new VerificationId("id-1"), "default", Kind.FULL_ID, "v0.1", Instant.EPOCH, new State.Processing());

    @Test
    void anIdThatEndsEveryReplicaThatPollsItIsFailedWithoutAnotherPoll() {
        // Given
        List<Object> concluded = new ArrayList<>();
        Ledger ledger = (Ledger) Proxy.newProxyInstance(
                Ledger.class.getClassLoader(), new Class<?>[] {Ledger.class}, (proxy, method, arguments) -> {
                    concluded.add(arguments[1]);
                    return Uni.createFrom().item(true);
                });
        Settlement settlement =
                new Settlement(ledger, null, null, TestSettings.defaults(), new WatchMeters(new SimpleMeterRegistry()));
        Claim claim = new Claim(PROCESSING, 4, 8, 1);

        // When
        settlement.giveUp(claim).await().atMost(Duration.ofSeconds(5));

        // Then
        assertThat(Settlement.hopeless(claim)).isTrue();
        assertThat(Settlement.hopeless(new Claim(PROCESSING, 4, 3, 1))).isFalse();
        assertThat(concluded).hasSize(1).first().isInstanceOf(State.Failed.class);
    }
}
