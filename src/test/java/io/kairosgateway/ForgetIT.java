package io.kairosgateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.kairosgateway.testing.EventStreamClient;
import io.kairosgateway.testing.EventStreamClient.Event;
import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.RealRedis;
import io.kairosgateway.testing.Stand;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A verification that is deleted is gone everywhere at once: for whoever waits, on every replica, and out of Redis. */
class ForgetIT {

    /** Well below the slow re-read of the ledger, which would end them too: so it was the hint that did. */
    private static final Duration AT_ONCE = Duration.ofSeconds(20);

    private static final String SLOW_REREAD = "5m";

    private static RealRedis redis;
    private static Stand shared;
    private static GatewayProcess other;
    private static Stand alone;

    private enum Where {
        THE_SAME_REPLICA,
        ANOTHER_REPLICA,
        IN_MEMORY;

        Stand stand() {
            return this == IN_MEMORY ? alone : shared;
        }

        GatewayProcess waiting() {
            return this == ANOTHER_REPLICA ? other : stand().gateway();
        }

        RequestSpecification caller() {
            return given().baseUri(waiting().uri("").toString())
                    .header("Authorization", "Bearer " + GatewayProcess.API_KEY);
        }
    }

    @BeforeAll
    static void start() {
        redis = RealRedis.started();
        GatewayProcess.Launch[] launch = new GatewayProcess.Launch[1];
        shared = Stand.start(gateway -> launch[0] = gateway.with("REDIS_URL", redis.url())
                .with("GATEWAY_ENCRYPTION_KEYS", "test:" + Base64.getEncoder().encodeToString(new byte[32]))
                .with("GATEWAY_WATCH_REREAD", SLOW_REREAD));
        other = launch[0].start();
        alone = Stand.start(gateway -> gateway.with("GATEWAY_WATCH_REREAD", SLOW_REREAD));
    }

    @AfterAll
    static void stop() {
        other.close();
        shared.closeWithACleanLog();
        alone.closeWithACleanLog();
        redis.close();
    }

    @ParameterizedTest
    @EnumSource
    void whoeverWaitsIsToldAndTheVerificationIsGone(Where where) {
        // Given
        String id = where.stand().submitted("poll=never");
        String path = "/v1/verifications/" + id;
        CompletableFuture<Response> poll = CompletableFuture.supplyAsync(
                () -> where.caller().header("Prefer", "wait=60").get(path));
        CompletableFuture<Response> dropIn = CompletableFuture.supplyAsync(
                () -> given().baseUri(where.waiting().uri("").toString())
                        .header("app_id", "default")
                        .header("app_key", GatewayProcess.API_KEY)
                        .get("/v0.1/full-id-verification/" + id));
        try (EventStreamClient stream = EventStreamClient.open(
                where.waiting().uri(path + "/events"), "Authorization", "Bearer " + GatewayProcess.API_KEY)) {
            await().atMost(AT_ONCE).until(() -> !stream.named().isEmpty());

            // When
            where.stand().caller().delete(path).then().statusCode(204);

            // Then
            await().atMost(AT_ONCE).until(() -> stream.ended() && poll.isDone() && dropIn.isDone());
            assertThat(stream.named()).extracting(Event::name).containsExactly("status", "deleted");
            assertThat(stream.named().get(1).data()).isEqualTo("{\"id\":\"" + id + "\"}");
        }
        poll.join().then().statusCode(410).body("code", equalTo("gone"));
        dropIn.join().then().statusCode(410).body("code", equalTo("gone"));
        for (String gone : List.of(path, path + "/events")) {
            where.caller().get(gone).then().statusCode(410).body("code", equalTo("gone"));
        }
        where.caller().delete(path).then().statusCode(410);
    }

    @Test
    void aPollThatIsUnderWayBringsNothingBackAndRedisKeepsTheOwnerOnly() {
        // Given
        String id = shared.submitted("approve,delay=100ms,poll=slow");
        await().atMost(AT_ONCE)
                .until(() -> shared.requests("GET").stream().anyMatch(get -> id.equals(get.get("uuid"))));

        // When
        shared.caller().delete("/v1/verifications/" + id).then().statusCode(204);

        // Then: the answer to the poll comes a second later.
        await().atMost(AT_ONCE)
                .until(() -> shared.requests("GET").stream()
                        .filter(get -> id.equals(get.get("uuid")))
                        .allMatch(get -> get.get("status") != null));
        await().during(Duration.ofMillis(500)).atMost(AT_ONCE).untilAsserted(() -> {
            shared.caller().get("/v1/verifications/" + id).then().statusCode(410);
            assertThat(redis.keys("*" + id + "*")).hasSize(1).allMatch(key -> key.contains("owner"));
        });
    }

    @Test
    void oneThatHasTimedOutIsDeletedWithoutAskingKairosOnceMore() {
        // Given
        try (Stand stand = Stand.start(gateway -> gateway.with("GATEWAY_WATCH_BUDGET", "1s"))) {
            String id = stand.submitted("poll=never");
            stand.caller()
                    .header("Prefer", "wait=60")
                    .get("/v1/verifications/" + id)
                    .then()
                    .body("status", equalTo("timed_out"));
            long asked = asked(stand, id);

            // When
            stand.caller().delete("/v1/verifications/" + id).then().statusCode(204);

            // Then
            assertThat(asked(stand, id)).isEqualTo(asked);
        }
    }

    private static long asked(Stand stand, String id) {
        return stand.requests("GET").stream()
                .filter(get -> id.equals(get.get("uuid")))
                .count();
    }
}
