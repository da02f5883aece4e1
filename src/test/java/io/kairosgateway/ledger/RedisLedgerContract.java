package io.kairosgateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.ledger.Ledger.Change;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.redis.client.ProtocolVersion;
import java.time.Duration;
import java.util.Queue;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInstance;

/** The contract on a real server; the two protocol versions answer in different types. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RedisLedgerContract extends LedgerContract {

    final RedisStand bench;

    RedisLedgerContract(ProtocolVersion version) {
        this.bench = new RedisStand(version);
    }

    @AfterEach
    void clear() throws Exception {
        bench.closeLedgers();
        bench.clear();
    }

    @AfterAll
    void stop() throws Exception {
        bench.close();
    }

    @Override
    Ledger ledger(Duration ttl, Duration ownershipTtl) {
        return bench.ledger(ttl, ownershipTtl, RedisStand.KEY_A);
    }

    @Override
    <T> T eventually(Supplier<T> question, Predicate<T> wanted) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(question::get, wanted);
    }

    @Override
    Queue<Change> heard(Ledger ledger) {
        Queue<Change> heard = super.heard(ledger);
        Awaitility.await().untilAsserted(() -> assertThat(subscriptions()).isPositive());
        return heard;
    }

    private int subscriptions() {
        return bench.send(Command.PUBSUB, "NUMSUB", RedisKeys.CHANGES).get(1).toInteger();
    }
}
