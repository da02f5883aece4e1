package io.kairosgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.RealRedis;
import io.kairosgateway.testing.Stand;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What survives a replica. */
class RestartIT {

    private static final String ENCRYPTION_KEY = "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everythingPendingIsTakenUpAgain(boolean crash) {
        // Given
        try (RealRedis redis = RealRedis.started();
                Stand stand = Stand.start(gateway -> gateway.with("REDIS_URL", redis.url())
                        .with("GATEWAY_ENCRYPTION_KEYS", ENCRYPTION_KEY)
                        .with("GATEWAY_KAIROS_GUARDS_TIMEOUT", "1s")
                        .with("GATEWAY_WATCH_LEASE", "3s"))) {
            String decided = stand.submitted("review-delay=100ms");
            read(stand, decided, "review");
            List<String> pending = IntStream.range(0, 5)
                    .mapToObj(i -> stand.submitted("DOCUMENT_EXPIRED-delay=3s"))
                    .toList();

            // When
            stand.restart(crash ? GatewayProcess::kill : GatewayProcess::stop);

            // Then
            read(stand, decided, "review");
            pending.forEach(id -> read(stand, id, "rejected"));
            assertThat(stand.gateway().log()).doesNotContain("ERROR", "has been blocked");
        }
    }

    private static void read(Stand stand, String id, String status) {
        stand.caller()
                .header("Prefer", "wait=20")
                .get("/v1/verifications/" + id)
                .then()
                .statusCode(200)
                .body("status", equalTo(status))
                .body("result.api_req_uid", equalTo(id));
    }
}
