package io.kairosgateway.ledger;

import io.vertx.redis.client.ProtocolVersion;

class RedisLedgerTest extends RedisLedgerContract {

    RedisLedgerTest() {
        super(ProtocolVersion.RESP3);
    }
}
