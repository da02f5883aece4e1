package io.kairosgateway.ledger;

import io.vertx.redis.client.ProtocolVersion;

class RedisLedgerResp2Test extends RedisLedgerContract {

    RedisLedgerResp2Test() {
        super(ProtocolVersion.RESP2);
    }
}
