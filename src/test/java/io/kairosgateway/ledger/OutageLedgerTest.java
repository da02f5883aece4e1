package io.kairosgateway.ledger;

import io.vertx.redis.client.ProtocolVersion;
import java.time.Duration;

/** With Redis, what a replica keeps beside it makes no difference. */
class OutageLedgerTest extends RedisLedgerContract {

    OutageLedgerTest() {
        super(ProtocolVersion.RESP3);
    }

    @Override
    Ledger ledger(Duration ttl, Duration ownershipTtl) {
        return bench.replica(ttl, ownershipTtl);
    }
}
