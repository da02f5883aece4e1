package io.kairosgateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.kairosgateway.intake.MultipartBodies;
import io.kairosgateway.intake.Pictures;
import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.RawUpload;
import io.kairosgateway.testing.RealRedis;
import io.kairosgateway.testing.Stand;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** What becomes of an Idempotency-Key when the replica dies that works on it, when Redis is away, and when there is none. */
class IdempotencyCrashIT {

    private static final Duration LEASES = Duration.ofSeconds(60);
    private static final String PATH = "/v1/verifications/document";
    private static final String KEY = "the-key";
    private static final int MIB = 1 << 20;

    private static GatewayProcess.Launch settings(GatewayProcess.Launch gateway, RealRedis redis) {
        return gateway.with("REDIS_URL", redis.url())
                .with("GATEWAY_ENCRYPTION_KEYS", "test:" + Base64.getEncoder().encodeToString(new byte[32]))
                .with("GATEWAY_KAIROS_CONNECT_TIMEOUT", "1s")
                .with("GATEWAY_KAIROS_ANSWER_TIMEOUT", "10s")
                .with("GATEWAY_INTAKE_TOTAL_TIMEOUT", "10s");
    }

    private static Stand start(RealRedis redis) {
        return Stand.start(gateway -> settings(gateway, redis));
    }

    private static byte[] document(String script, int size) {
        return MultipartBodies.body()
                .file("document", script + ".jpg", "image/jpeg", Arrays.copyOf(Pictures.jpeg(600, 800), size))
                .close();
    }

    private static RawUpload begin(Stand stand, byte[] body) {
        return RawUpload.begin(
                stand.gateway().port(), PATH, MultipartBodies.CONTENT_TYPE, body.length, "Idempotency-Key: " + KEY);
    }

    private static Response submit(Stand stand) {
        return submit(stand, stand.gateway());
    }

    private static Response submit(Stand stand, GatewayProcess gateway) {
        RequestSpecification request = given().baseUri(gateway.uri("").toString())
                .header("Authorization", "Bearer " + GatewayProcess.API_KEY)
                .header("Idempotency-Key", KEY);
        return stand.upload(request, "document", "approve").post(PATH);
    }

    /** Asks until the answer is no longer that the first one is under way. */
    private static Response afterTheLease(Stand stand, GatewayProcess other) {
        assertThat(submit(stand, other).jsonPath().getString("code")).isEqualTo("idempotency_in_flight");
        return await().atMost(LEASES)
                .pollInterval(Duration.ofMillis(500))
                .until(
                        () -> submit(stand, other),
                        answer -> !"idempotency_in_flight"
                                .equals(answer.jsonPath().getString("code")));
    }

    private static boolean last(Stand stand, String ended) {
        return !stand.uploads().isEmpty() && ended.equals(stand.lastUpload().get("ended"));
    }

    @Test
    void theKeyOfAReplicaThatDiedInTheMiddleOfTheUploadIsFreeWhenItsLeaseHasLapsed() {
        // Given
        try (RealRedis redis = RealRedis.started();
                Stand stand = start(redis);
                GatewayProcess other =
                        settings(GatewayProcess.of(stand.kairosUrl()), redis).start()) {
            byte[] body = document("approve", 4 * MIB);
            RawUpload first = begin(stand, body).send(body, 0, MIB);
            await().atMost(LEASES).until(() -> last(stand, "OPEN"));

            // When
            stand.gateway().kill();
            first.close();

            // Then
            Response answer = afterTheLease(stand, other);
            assertThat(answer.statusCode()).isEqualTo(202);
            assertThat(answer.getHeader("Idempotent-Replayed")).isNull();
        }
    }

    @Test
    void theKeyOfAReplicaThatDiedWithTheUploadAtKairosIsAnUnknownOutcome() {
        // Given
        try (RealRedis redis = RealRedis.started();
                Stand stand = start(redis);
                GatewayProcess other =
                        settings(GatewayProcess.of(stand.kairosUrl()), redis).start()) {
            byte[] body = document("fault=hang", 100_000);
            RawUpload first = begin(stand, body).send(body);
            await().atMost(LEASES).until(() -> last(stand, "COMPLETE"));

            // When
            stand.gateway().kill();
            first.close();

            // Then
            Response answer = afterTheLease(stand, other);
            answer.then().statusCode(409).body("code", equalTo("outcome_unknown"));
            assertThat(stand.uploads()).hasSize(1);
        }
    }

    @Test
    void whileRedisIsAwayARequestWithAKeyIsRefusedBeforeTheBodyAndOneWithoutGoesOn() {
        // Given
        try (RealRedis redis = RealRedis.started();
                Stand stand = start(redis)) {
            redis.stop();

            // When
            try (RawUpload upload = RawUpload.begin(
                    stand.gateway().port(),
                    PATH,
                    MultipartBodies.CONTENT_TYPE,
                    8 * MIB,
                    "Idempotency-Key: " + KEY,
                    "Expect: 100-continue")) {

                // Then
                assertThat(upload.answer())
                        .startsWith("HTTP/1.1 503")
                        .contains("\"code\":\"ledger_unavailable\"", "\"retryable\":true")
                        .containsIgnoringCase("retry-after:");
            }
            assertThat(stand.uploads()).isEmpty();
            stand.upload(stand.caller(), "document", "approve")
                    .post(PATH)
                    .then()
                    .statusCode(202);

            // When
            redis.start();

            // Then
            await().atMost(LEASES).until(() -> submit(stand).statusCode() == 202);
        }
    }

    @Test
    void anUploadWhoseHoldCannotBeCommittedIsNotFinished() {
        // Given
        try (RealRedis redis = RealRedis.started();
                Stand stand = start(redis)) {
            byte[] body = document("approve", 100_000);
            try (RawUpload first = begin(stand, body).send(body, 0, 50_000)) {
                await().atMost(LEASES).until(() -> last(stand, "OPEN"));
                redis.stop();

                // When
                first.send(body, 50_000, body.length - 50_000);

                // Then
                assertThat(first.answer()).startsWith("HTTP/1.1 503").contains("ledger_unavailable");
            }
            await().atMost(LEASES).until(() -> last(stand, "RESET"));
        }
    }

    @Test
    void theLedgerInMemoryKeepsTheSamePromises() {
        // Given
        try (Stand stand = Stand.start(gateway -> gateway.with("GATEWAY_KAIROS_ANSWER_TIMEOUT", "2s"))) {
            String id = submit(stand).then().statusCode(202).extract().path("id");

            // When
            Response again = submit(stand);

            // Then
            again.then().header("Idempotent-Replayed", notNullValue()).body("id", equalTo(id));
            assertThat(stand.uploads()).hasSize(1);
            stand.upload(stand.caller().header("Idempotency-Key", "another"), "document", "fault=hang")
                    .post(PATH)
                    .then()
                    .statusCode(504);
            stand.upload(stand.caller().header("Idempotency-Key", "another"), "document", "approve")
                    .post(PATH)
                    .then()
                    .statusCode(409)
                    .body("code", equalTo("outcome_unknown"));
        }
    }
}
