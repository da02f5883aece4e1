package io.kairosgateway.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Base64;
import java.util.Map;

/** Runs the application with a ledger in a real Redis. */
public final class RealRedisResource implements QuarkusTestResourceLifecycleManager {

    private RealRedis redis;

    @Override
    public Map<String, String> start() {
        redis = RealRedis.started();
        return Map.of(
                "gateway.tenants.default.kairos.app-id",
                "test-app-id",
                "gateway.tenants.default.kairos.app-key",
                "test-app-key",
                "gateway.tenants.default.api-keys",
                GatewayProcess.API_KEY,
                "gateway.ledger.redis-url",
                redis.url(),
                "gateway.tokens.secrets",
                "test-secret-of-at-least-thirty-two-bytes",
                "gateway.ledger.encryption-keys",
                "test:" + Base64.getEncoder().encodeToString(new byte[32]));
    }

    @Override
    public void stop() {
        if (redis != null) {
            redis.close();
        }
    }
}
