package io.kairosgateway.ledger;

import static io.kairosgateway.ledger.LedgerContract.LONG;
import static io.kairosgateway.ledger.LedgerContract.get;
import static io.kairosgateway.ledger.LedgerContract.recorded;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.ledger.Ledger.Found;
import io.kairosgateway.loop.Failures;
import io.kairosgateway.verification.Verification;
import io.vertx.redis.client.ProtocolVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever throws, what has to go on goes on. */
class LedgerLoopsTest {

    private final RedisStand stand = new RedisStand(ProtocolVersion.RESP3);

    @AfterEach
    void stop() throws Exception {
        stand.close();
    }

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20));
    }

    @Test
    void whatIsOwedIsWrittenAfterAWriteThatThrows() {
        // Given one that is owed, by a replica whose clock throws
        double before = Failures.of("owed-writes");
        AtomicBoolean broken = new AtomicBoolean();
        OutageLedger replica = stand.replica(LONG, LONG, () -> {
            if (broken.get()) {
                throw new IllegalStateException("thrown");
            }
            return Instant.now();
        });
        soon().until(replica::proved);
        stand.server.stop();
        Verification owed = recorded(replica, LONG);
        assertThat(replica.owed()).isEqualTo(1);
        broken.set(true);

        // When
        stand.server.start();
        soon().until(() -> Failures.of("owed-writes") > before + 2);
        broken.set(false);

        // Then
        soon().until(() -> replica.owed() == 0 && !replica.degraded());
        assertThat(get(stand.ledger().find(owed.id()))).isEqualTo(new Found.Known(owed, null));
    }

    @Test
    void theChannelIsHeardAfterAConnectionThatThrows() {
        // Given
        AtomicBoolean broken = new AtomicBoolean();
        RedisLedger ledger = stand.ledger(stand.throwingWhile(broken));
        ledger.changes().subscribe().with(change -> {});
        soon().until(() -> !ledger.deaf());

        // When
        broken.set(true);
        stand.server.stop();
        soon().until(ledger::deaf);
        stand.server.start();
        broken.set(false);

        // Then
        soon().until(() -> !ledger.deaf());
    }
}
