package io.kairosgateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.kairosgateway.intake.MultipartBodies;
import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.RawUpload;
import io.kairosgateway.testing.RealRedis;
import io.kairosgateway.testing.Stand;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** What the ledger loses, cannot open or has no room for: nothing is paid twice, and what cannot be helped is said. */
class LedgerLossIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);
    private static final String OTHER_KEY =
            Base64.getEncoder().encodeToString("thirty-two bytes of another key.".getBytes());
    private static final String PATH = "/v1/verifications/document";

    private static GatewayProcess.Launch with(GatewayProcess.Launch gateway, RealRedis redis, String keys) {
        return gateway.with("REDIS_URL", redis.url()).with("GATEWAY_ENCRYPTION_KEYS", keys);
    }

    private static Response submit(Stand stand, GatewayProcess gateway, String key) {
        return stand.upload(
                        given().baseUri(gateway.uri("").toString())
                                .header("Authorization", "Bearer " + GatewayProcess.API_KEY)
                                .header("Idempotency-Key", key),
                        "document",
                        // Still open when it is written back.
                        "approve-delay=300s")
                .post(PATH);
    }

    @Test
    void afterAnEmptyRestartAKeyIsKnownAtEveryReplicaAsLongAsTheFirstOneRuns() {
        // Given
        try (RealRedis redis = RealRedis.started();
                Stand stand = Stand.start(gateway -> with(gateway, redis, "k1:" + KEY));
                GatewayProcess other = with(GatewayProcess.of(stand.kairosUrl()), redis, "k1:" + KEY)
                        .start()) {
            String id = submit(stand, stand.gateway(), "key")
                    .then()
                    .statusCode(202)
                    .extract()
                    .path("id");

            // When
            redis.stop();
            redis.start();

            // Then
            Response again =
                    await().atMost(SOON).until(() -> submit(stand, other, "key"), answer -> answer.statusCode() != 503);
            assertThat(stand.uploads()).hasSize(1);
            assertThat(again.getHeader("Idempotent-Replayed"))
                    .as(again.asString())
                    .isEqualTo("true");
            assertThat(again.getHeader("Location")).endsWith(id);
        }
    }

    @Test
    void anotherKeyUnderTheSameIdEndsTheStartAndWhatDoesNotOpenIsNeverToldToBeAskedAgain() {
        // Given
        try (RealRedis redis = RealRedis.started();
                Stand stand = Stand.start(gateway -> with(gateway, redis, "k1:" + KEY))) {
            String id = stand.submitted("approve");
            stand.caller()
                    .header("Prefer", "wait=30")
                    .get("/v1/verifications/" + id)
                    .then()
                    .statusCode(200);

            // When
            String log = with(GatewayProcess.of(stand.kairosUrl()), redis, "k1:" + OTHER_KEY)
                    .startInVain();

            // Then
            assertThat(log.lines())
                    .anyMatch(line -> line.contains("GATEWAY_ENCRYPTION_KEYS: the key k1 is another than the one"));
            assertThat(log).doesNotContain(OTHER_KEY);

            // When
            try (GatewayProcess without = with(GatewayProcess.of(stand.kairosUrl()), redis, "k2:" + OTHER_KEY)
                    .start()) {

                // Then
                given().baseUri(without.uri("").toString())
                        .header("Authorization", "Bearer " + GatewayProcess.API_KEY)
                        .get("/v1/verifications/" + id)
                        .then()
                        .statusCode(500)
                        .header("Retry-After", nullValue())
                        .body("code", equalTo("result_unreadable"))
                        .body("retryable", equalTo(false));
            }
            try (GatewayProcess rotated = with(
                            GatewayProcess.of(stand.kairosUrl()), redis, "k2:" + OTHER_KEY + ",k1:" + KEY)
                    .start()) {
                given().baseUri(rotated.uri("").toString())
                        .header("Authorization", "Bearer " + GatewayProcess.API_KEY)
                        .get("/v1/verifications/" + id)
                        .then()
                        .statusCode(200)
                        .body("status", equalTo("approved"));
            }
        }
    }

    @Test
    void aLedgerInMemoryThatIsFullOfOpenOnesRefusesUploadsBeforeTheirBodies() {
        // Given
        try (Stand stand = Stand.start(gateway -> gateway.with("GATEWAY_LEDGER_MAX_ENTRIES", "2"))) {
            String first = stand.submitted("approve-delay=30s");
            String second = stand.submitted("approve-delay=30s");

            // When
            try (RawUpload upload = RawUpload.begin(
                    stand.gateway().port(), PATH, MultipartBodies.CONTENT_TYPE, 8 << 20, "Expect: 100-continue")) {

                // Then
                assertThat(upload.answer())
                        .startsWith("HTTP/1.1 503")
                        .contains("\"code\":\"overloaded\"", "\"retryable\":true")
                        .containsIgnoringCase("retry-after:");
            }
            assertThat(stand.uploads()).hasSize(2);
            stand.caller().delete("/v1/verifications/" + first).then().statusCode(204);
            stand.submitted("approve");
            stand.caller().get("/v1/verifications/" + second).then().statusCode(202);
        }
    }

    @Test
    void moreOfTheHeapThanThereIsEndsTheStart() {
        // When
        String log = GatewayProcess.of("https://idv-eu.kairos.com/v0.1")
                .with("GATEWAY_LEDGER_MAX_SIZE", "4T")
                .startInVain();

        // Then
        assertThat(log.lines())
                .anyMatch(line -> line.contains("gateway.ledger.max-size must be 1M or more, and no more than half"));
    }
}
