package io.kairosgateway.ledger;

import io.vertx.redis.client.ProtocolVersion;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;

/** Everything can be done with the rights that the operator's page gives. */
class RedisAclTest extends RedisLedgerContract {

    RedisAclTest() {
        super(ProtocolVersion.RESP3);
    }

    @BeforeAll
    void start() {
        bench.server.command(Rights.line().toArray(String[]::new));
        bench.as(Rights.USER, Rights.PASSWORD);
    }

    @Override
    Ledger ledger(Duration ttl, Duration ownershipTtl) {
        return bench.replica(ttl, ownershipTtl);
    }
}
