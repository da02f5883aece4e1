package io.kairosgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.kairosgateway.testing.EventStreamClient;
import io.kairosgateway.testing.EventStreamClient.Event;
import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.RealRedis;
import io.kairosgateway.testing.Stand;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A replica whose Redis goes away and comes back. */
class RedisOutageIT {

    private static final String ENCRYPTION_KEY = "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void uploadsGoOnAndWhatThisReplicaSubmittedIsDecidedAndReadAndKnownToOthersAfterwards(boolean frozen) {
        // Given
        try (RealRedis redis = RealRedis.started();
                Stand stand = Stand.start(gateway ->
                        gateway.with("REDIS_URL", redis.url()).with("GATEWAY_ENCRYPTION_KEYS", ENCRYPTION_KEY))) {
            assertThat(ledger(stand).getString("state")).isEqualTo("whole");
            String before = stand.submitted("review-delay=4s");

            // When
            if (frozen) {
                redis.freeze();
            } else {
                redis.stop();
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () -> assertThat(ledger(stand).getString("state")).isEqualTo("degraded"));
            String during = stand.submitted("approve-delay=1s");
            EventStreamClient watching = EventStreamClient.open(
                    stand.gateway().uri("/v1/verifications/" + during + "/events"),
                    "Authorization",
                    "Bearer " + GatewayProcess.API_KEY);
            String uuid = stand.upload(stand.kairosClient(), "document", "approve-delay=1s")
                    .post("/v0.1/document-verification")
                    .path("api_req_uuid");

            // Then
            read(stand, during, "approved");
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(watching::ended);
            assertThat(watching.named()).last().extracting(Event::name).isEqualTo("decision");
            stand.kairosClient()
                    .get("/v0.1/document-verification/" + uuid)
                    .then()
                    .statusCode(200)
                    .body("api_req_uid", equalTo(uuid));
            assertThat(GatewayProcess.get(stand.gateway().managementUri("/q/metrics"))
                            .body())
                    .contains("kairos_gateway_ledger_degraded 1.0");
            read(stand, before, "review");
            stand.caller()
                    .get("/v1/verifications/" + Stand.newId())
                    .then()
                    .statusCode(503)
                    .header("Retry-After", notNullValue())
                    .body("code", equalTo("ledger_unavailable"));
            int uploads = stand.uploads().size();
            stand.upload(stand.caller().header("Idempotency-Key", "\"" + Stand.newId() + "\""), "full-id", "approve")
                    .post("/v1/verifications/full-id")
                    .then()
                    .statusCode(503)
                    .body("code", equalTo("ledger_unavailable"));
            assertThat(stand.uploads()).hasSize(uploads);

            // When
            if (frozen) {
                redis.thaw();
            } else {
                redis.start();
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(ledger(stand))
                            .isEqualTo(new JsonObject().put("state", "whole").put("owed", 0)));
            stand.restart(GatewayProcess::stop);

            // Then
            read(stand, during, "approved");
            read(stand, before, "review");
        }
    }

    @Test
    void noReplicaIsReadyBeforeItsRedisHasWorkedAndFromThenOnItStaysReady() {
        // Given
        try (RealRedis redis = RealRedis.started()) {
            redis.stop();

            // When
            try (GatewayProcess gateway = GatewayProcess.of("http://localhost:1/v0.1")
                    .with("REDIS_URL", redis.url())
                    .with("GATEWAY_ENCRYPTION_KEYS", ENCRYPTION_KEY)
                    .begin()) {
                // Then
                readiness(gateway, 503, "unproved");
                redis.start();
                readiness(gateway, 200, "whole");
                redis.stop();
                readiness(gateway, 200, "degraded");
            }
        }
    }

    private static void readiness(GatewayProcess gateway, int status, String state) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(120))
                .ignoreException(IllegalStateException.class)
                .untilAsserted(() -> {
                    HttpResponse<String> ready = GatewayProcess.get(gateway.managementUri("/q/health/ready"));
                    assertThat(ready.statusCode()).isEqualTo(status);
                    assertThat(ready.body().replace(" ", "")).contains("\"state\":\"" + state + "\"");
                });
    }

    /** The readiness' data; fails when the replica is not ready. */
    private static JsonObject ledger(Stand stand) {
        HttpResponse<String> ready = GatewayProcess.get(stand.gateway().managementUri("/q/health/ready"));
        assertThat(ready.statusCode()).as(ready.body()).isEqualTo(200);
        return new JsonObject(ready.body())
                .getJsonArray("checks").stream()
                        .map(JsonObject.class::cast)
                        .filter(check -> check.getString("name").equals("ledger"))
                        .findFirst()
                        .orElseThrow()
                        .getJsonObject("data");
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
