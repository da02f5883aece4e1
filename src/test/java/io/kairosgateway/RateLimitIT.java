package io.kairosgateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import io.kairosgateway.intake.MultipartBodies;
import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.RawUpload;
import io.kairosgateway.testing.RealRedis;
import io.kairosgateway.testing.Stand;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A tenant's submits a minute, on two replicas that share a Redis. Each test has a tenant, and so a minute, of its own. */
class RateLimitIT {

    private static final String PATH = "/v1/verifications/document";

    private static RealRedis redis;
    private static Stand stand;
    private static GatewayProcess other;

    @BeforeAll
    static void start() {
        redis = RealRedis.started();
        GatewayProcess.Launch[] launch = new GatewayProcess.Launch[1];
        stand = Stand.start(gateway -> {
            for (String tenant : List.of("HEADERS", "CROWD", "REPEATS", "REFUSALS", "DROPIN")) {
                gateway.with("GATEWAY_TENANTS_" + tenant + "_API_KEYS", "key-of-the-tenant-" + tenant)
                        .with("GATEWAY_TENANTS_" + tenant + "_KAIROS_APP_ID", "sandbox-app-id")
                        .with("GATEWAY_TENANTS_" + tenant + "_KAIROS_APP_KEY", "sandbox-app-key")
                        .with("GATEWAY_TENANTS_" + tenant + "_REQUESTS_PER_MINUTE", "3");
            }
            return launch[0] = gateway.with("REDIS_URL", redis.url())
                    .with(
                            "GATEWAY_ENCRYPTION_KEYS",
                            "test:" + Base64.getEncoder().encodeToString(new byte[32]));
        });
        other = launch[0].start();
    }

    @AfterAll
    static void stop() {
        other.close();
        stand.closeWithACleanLog();
        redis.close();
    }

    private static RequestSpecification here(String tenant) {
        return stand.stranger().header("Authorization", "Bearer key-of-the-tenant-" + tenant);
    }

    private static RequestSpecification elsewhere(String tenant) {
        return given().baseUri(other.uri("").toString()).header("Authorization", "Bearer key-of-the-tenant-" + tenant);
    }

    private static Response submit(RequestSpecification request) {
        return stand.upload(request, "document", "approve").post(PATH);
    }

    private static int seconds(Response answer) {
        return Integer.parseInt(answer.getHeader("RateLimit").replaceAll(".*;t=", ""));
    }

    @Test
    void everyAnswerTellsWhatIsLeftAtAllReplicasAndTheRestIsRefused() {
        // When
        List<Response> answers = List.of(
                submit(here("HEADERS")),
                submit(elsewhere("HEADERS")),
                submit(here("HEADERS")),
                submit(elsewhere("HEADERS")),
                submit(here("HEADERS")));

        // Then
        for (int i = 0; i < answers.size(); i++) {
            answers.get(i)
                    .then()
                    .statusCode(i < 3 ? 202 : 429)
                    .header("RateLimit-Policy", "\"default\";q=3;w=60")
                    .header(
                            "RateLimit",
                            matchesPattern("\"default\";r=" + Math.max(0, 2 - i) + ";t=([1-9]|[1-5]\\d|60)"));
        }
        answers.get(3)
                .then()
                .contentType("application/problem+json")
                .body("code", equalTo("rate_limited"))
                .body("retryable", equalTo(true));
        assertThat(Integer.parseInt(answers.get(3).getHeader("Retry-After")))
                .isGreaterThanOrEqualTo(seconds(answers.get(3)));
    }

    @Test
    void manyAtOnceAreCountedExactlyAcrossReplicas() {
        // When
        List<CompletableFuture<Integer>> submits = IntStream.range(0, 12)
                .mapToObj(i -> CompletableFuture.supplyAsync(() ->
                        submit(i % 2 == 0 ? here("CROWD") : elsewhere("CROWD")).statusCode()))
                .toList();

        // Then
        List<Integer> statuses = submits.stream().map(CompletableFuture::join).toList();
        assertThat(statuses)
                .containsOnly(202, 429)
                .filteredOn(status -> status == 202)
                .hasSize(3);
    }

    @Test
    void aRepetitionDoesNotCountAndALimitedRequestLeavesItsKeyFree() {
        // Given
        String first = submit(here("REPEATS").header("Idempotency-Key", "one")).path("id");

        // When
        List<Response> repetitions = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            repetitions.add(submit(elsewhere("REPEATS").header("Idempotency-Key", "one")));
        }

        // Then
        assertThat(repetitions)
                .allSatisfy(
                        repetition -> assertThat(repetition.<String>path("id")).isEqualTo(first));
        submit(here("REPEATS").header("Idempotency-Key", "two")).then().statusCode(202);
        submit(here("REPEATS").header("Idempotency-Key", "three")).then().statusCode(202);
        submit(here("REPEATS").header("Idempotency-Key", "four")).then().statusCode(429);
        submit(elsewhere("REPEATS").header("Idempotency-Key", "four"))
                .then()
                .statusCode(429)
                .body("code", equalTo("rate_limited"));
        submit(here("REPEATS").header("Idempotency-Key", "one")).then().header("Idempotent-Replayed", "true");
    }

    @Test
    void aRefusedUploadCountsAndALimitedOneCostsNoByteOfTheBody() {
        // Given
        here("REFUSALS")
                .contentType("application/json")
                .body("{}")
                .post(PATH)
                .then()
                .statusCode(415)
                .header("RateLimit", matchesPattern("\"default\";r=2;t=.*"));
        here("REFUSALS")
                .multiPart("document", "document.jpg", new byte[] {1, 2, 3}, "image/jpeg")
                .post(PATH)
                .then()
                .statusCode(422)
                .header("RateLimit", matchesPattern("\"default\";r=1;t=.*"));
        submit(here("REFUSALS")).then().statusCode(202);

        // When
        try (RawUpload upload = RawUpload.begin(
                stand.gateway().port(),
                "/v0.1/document-verification",
                MultipartBodies.CONTENT_TYPE,
                8 << 20,
                "app_id: refusals",
                "app_key: key-of-the-tenant-REFUSALS",
                "Expect: 100-continue")) {

            // Then
            assertThat(upload.answer()).startsWith("HTTP/1.1 429").doesNotContain("100 Continue");
        }
    }

    @Test
    void theDropInCountsIntoTheSameMinute() {
        // Given
        submit(here("DROPIN")).then().statusCode(202);
        submit(here("DROPIN")).then().statusCode(202);

        // When
        List<Response> answers = IntStream.range(0, 2)
                .mapToObj(i -> stand.upload(
                                stand.stranger()
                                        .header("app_id", "dropin")
                                        .header("app_key", "key-of-the-tenant-DROPIN"),
                                "document",
                                "approve")
                        .post("/v0.1/document-verification"))
                .toList();

        // Then
        answers.get(0).then().statusCode(201).header("RateLimit", matchesPattern("\"default\";r=0;t=.*"));
        answers.get(1).then().statusCode(429).body("code", equalTo("rate_limited"));
    }

    @Test
    void aTenantWithoutALimitHearsOfNone() {
        submit(stand.caller())
                .then()
                .statusCode(202)
                .header("RateLimit", nullValue())
                .header("RateLimit-Policy", nullValue());
    }

    @Test
    void whileRedisIsAwayEveryReplicaCountsForItself() {
        // Given
        try (RealRedis gone = RealRedis.started();
                Stand lonely = Stand.start(gateway -> gateway.with("REDIS_URL", gone.url())
                        .with(
                                "GATEWAY_ENCRYPTION_KEYS",
                                "test:" + Base64.getEncoder().encodeToString(new byte[32]))
                        .with("GATEWAY_TENANTS_DEFAULT_REQUESTS_PER_MINUTE", "2"))) {
            gone.stop();

            // When
            List<Integer> statuses = IntStream.range(0, 3)
                    .mapToObj(i -> lonely.upload(lonely.caller(), "document", "approve")
                            .post(PATH)
                            .statusCode())
                    .toList();

            // Then
            assertThat(statuses).containsExactly(202, 202, 429);
        }
    }
}
