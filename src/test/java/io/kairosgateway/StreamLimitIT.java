package io.kairosgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.kairosgateway.testing.EventStreamClient;
import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.Stand;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many may wait at once: for one verification two, of one tenant three, at one replica four. */
class StreamLimitIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String OTHER_KEY = "test-key-of-the-other-tenant";

    private Stand stand;

    @BeforeEach
    void start() {
        stand = Stand.start(gateway -> gateway.with("GATEWAY_WATCH_MAX_STREAMS", "4")
                .with("GATEWAY_WATCH_MAX_STREAMS_PER_ID", "2")
                .with("GATEWAY_TENANTS_DEFAULT_MAX_STREAMS", "3")
                .with("GATEWAY_TENANTS_OTHER_API_KEYS", OTHER_KEY)
                .with("GATEWAY_TENANTS_OTHER_KAIROS_APP_ID", "sandbox-app-id")
                .with("GATEWAY_TENANTS_OTHER_KAIROS_APP_KEY", "sandbox-app-key"));
    }

    @AfterEach
    void stop() {
        stand.closeWithACleanLog();
    }

    private String submitted(String key, String script) {
        return stand.upload(stand.stranger().header("Authorization", "Bearer " + key), "full-id", script)
                .post("/v1/verifications/full-id")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
    }

    private EventStreamClient open(String key, String id) {
        return EventStreamClient.open(
                stand.gateway().uri("/v1/verifications/" + id + "/events"), "Authorization", "Bearer " + key);
    }

    private EventStreamClient open(String id) {
        return open(GatewayProcess.API_KEY, id);
    }

    private void refused(int status, String code, String key, String id) {
        stand.stranger()
                .header("Authorization", "Bearer " + key)
                .header("Accept", "text/event-stream")
                .get("/v1/verifications/" + id + "/events")
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .header("Retry-After", notNullValue())
                .body("code", equalTo(code));
    }

    /** Opens one as soon as there is a place for it. */
    private EventStreamClient opened(String id) {
        return await().atMost(SOON).until(() -> open(id), stream -> stream.status() == 200);
    }

    @Test
    void aStreamBeyondALimitIsRefusedBeforeItBegins() {
        // Given
        String one = submitted(GatewayProcess.API_KEY, "poll=never");
        String two = submitted(GatewayProcess.API_KEY, "poll=never");
        String others = submitted(OTHER_KEY, "poll=never");
        try (EventStreamClient first = open(one);
                EventStreamClient second = open(one)) {
            refused(429, "too_many_streams", GatewayProcess.API_KEY, one);
            try (EventStreamClient third = open(two)) {
                refused(429, "too_many_streams", GatewayProcess.API_KEY, two);
                try (EventStreamClient fourth = open(OTHER_KEY, others)) {

                    // Then
                    refused(503, "overloaded", OTHER_KEY, others);
                    assertThat(java.util.List.of(first, second, third, fourth))
                            .allSatisfy(stream -> assertThat(stream.status()).isEqualTo(200));
                }
            }
        }
    }

    @Test
    void aClientThatLeavesGivesItsPlaceBack() {
        // Given
        String id = submitted(GatewayProcess.API_KEY, "poll=never");
        EventStreamClient first = open(id);
        try (EventStreamClient second = open(id)) {
            refused(429, "too_many_streams", GatewayProcess.API_KEY, id);

            // When
            first.close();

            // Then
            opened(id).close();
        }
    }

    @Test
    void aStreamThatEndsWithTheDecisionGivesItsPlaceBack() {
        // Given
        String ending = submitted(GatewayProcess.API_KEY, "approve-delay=500ms");
        String lasting = submitted(GatewayProcess.API_KEY, "poll=never");
        try (EventStreamClient first = open(ending);
                EventStreamClient second = open(ending);
                EventStreamClient third = open(lasting)) {

            // When
            await().atMost(SOON).until(() -> first.ended() && second.ended());

            // Then
            opened(lasting).close();
            assertThat(third.ended()).isFalse();
        }
    }

    @Test
    void aRefusedStreamTakesNoPlaceAndNeitherDoesOneThatHasNothingMoreToSay() {
        // Given
        String id = submitted(GatewayProcess.API_KEY, "approve-delay=100ms");
        String last;
        try (EventStreamClient stream = open(id)) {
            await().atMost(SOON).until(stream::ended);
            last = stream.named().get(stream.named().size() - 1).id();
        }

        // When
        for (int i = 0; i < 10; i++) {
            stand.caller()
                    .header("Last-Event-ID", last)
                    .get("/v1/verifications/" + id + "/events")
                    .then()
                    .statusCode(204);
            stand.stranger()
                    .header("Authorization", "Bearer wrong")
                    .get("/v1/verifications/" + id + "/events")
                    .then()
                    .statusCode(401);
        }

        // Then
        String pending = submitted(GatewayProcess.API_KEY, "poll=never");
        try (EventStreamClient first = open(pending);
                EventStreamClient second = open(pending)) {
            assertThat(first.status()).isEqualTo(200);
            assertThat(second.status()).isEqualTo(200);
        }
    }

    @Test
    void aLongPollCountsAndBeyondTheLimitItIsAnsweredAtOnce() {
        // Given
        String id = submitted(GatewayProcess.API_KEY, "poll=never");
        CompletableFuture<Integer> poll = CompletableFuture.supplyAsync(
                () -> stand.caller().get("/v1/verifications/" + id + "?wait=5").statusCode());
        try (EventStreamClient stream = opened(id)) {
            await().atMost(SOON).until(() -> {
                try (EventStreamClient another = open(id)) {
                    return another.status() == 429;
                }
            });

            // When
            stand.caller()
                    .header("Prefer", "wait=50")
                    .get("/v1/verifications/" + id)
                    .then()
                    .statusCode(202)
                    .header("Retry-After", notNullValue());

            // Then: it did not wait for the other one, whose place is free after it.
            assertThat(poll).isNotDone();
            assertThat(poll.join()).isEqualTo(202);
            opened(id).close();
            assertThat(stream.ended()).isFalse();
        }
    }
}
