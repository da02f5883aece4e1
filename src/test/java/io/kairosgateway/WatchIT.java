package io.kairosgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.kairosgateway.testing.EventStreamClient;
import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.Stand;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From submitted to decided, when many wait and when Kairos is out of sorts. */
class WatchIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static Stand stand;

    @BeforeAll
    static void start() {
        stand = Stand.start(gateway -> gateway.with("GATEWAY_WATCH_BUDGET", "8s")
                .with("GATEWAY_WATCH_MAX_INTERVAL", "2s")
                .with("GATEWAY_KAIROS_GUARDS_TIMEOUT", "1s")
                .with("GATEWAY_WATCH_LEASE", "5s")
                .with("GATEWAY_WATCH_HEARTBEAT", "300ms")
                .with("GATEWAY_KAIROS_GUARDS_BREAKER_DELAY", "500ms")
                .with("GATEWAY_WATCH_DROP_IN_WAIT", "1s"));
    }

    @AfterAll
    static void stop() {
        stand.closeWithACleanLog();
    }

    private static EventStreamClient events(String id) {
        return EventStreamClient.open(
                stand.gateway().uri("/v1/verifications/" + id + "/events"),
                "Authorization",
                "Bearer " + GatewayProcess.API_KEY);
    }

    private static Object of(String id, String count) {
        return ((Map<?, ?>) stand.counts().get(count)).get(id);
    }

    @Test
    void sixtyFourWaitersCostOnePoller() {
        // Given
        String id = stand.submitted("approve-delay=2s");
        HttpClient client = HttpClient.newHttpClient();
        List<CompletableFuture<HttpResponse<String>>> polls = new ArrayList<>();
        List<EventStreamClient> streams = new ArrayList<>();

        // When
        for (int i = 0; i < 32; i++) {
            polls.add(client.sendAsync(
                    HttpRequest.newBuilder(stand.gateway().uri("/v1/verifications/" + id + "?wait=20"))
                            .header("Authorization", "Bearer " + GatewayProcess.API_KEY)
                            .build(),
                    HttpResponse.BodyHandlers.ofString()));
            streams.add(events(id));
        }

        // Then
        await().atMost(SOON)
                .until(() -> polls.stream().allMatch(CompletableFuture::isDone)
                        && streams.stream().allMatch(EventStreamClient::ended));
        assertThat(polls).allSatisfy(poll -> assertThat(poll.join().body()).contains("\"status\":\"approved\""));
        assertThat(streams)
                .allSatisfy(stream -> assertThat(stream.named())
                        .last()
                        .satisfies(event -> assertThat(event.name()).isEqualTo("decision")));
        assertThat(of(id, "gets_in_flight_max")).isEqualTo(1);
        // First after 0.2 s, then each half as long again: the sixth comes after 4 s at the least.
        assertThat((Integer) of(id, "gets_per_uuid")).isLessThanOrEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"500x2", "htmlx2", "hangx1", "resetx2", "emptyx1", "garbagex1", "429x1", "401x1", "403x1"})
    void aKairosThatStumblesIsAskedAgain(String fault) {
        // Given
        String id = stand.submitted("approve-delay=100ms-poll=" + fault);

        // Then
        stand.caller()
                .header("Prefer", "wait=20")
                .get("/v1/verifications/" + id)
                .then()
                .statusCode(200)
                .body("status", equalTo("approved"));
    }

    @Test
    void aDecisionThatCanNeverBeReadFailsAndIsNeverApproved() {
        // Given
        String id = stand.submitted("approve-delay=100ms-poll=malformed");

        // Then
        stand.caller()
                .header("Prefer", "wait=20")
                .get("/v1/verifications/" + id)
                .then()
                .statusCode(200)
                .body("status", equalTo("failed"))
                .body("next_action", equalTo("submit_again"))
                .body("result.api_req_uid", equalTo(id));
    }

    @ParameterizedTest
    @CsvSource({"never", "404"})
    void noDecisionWithinTheBudgetIsTimedOut(String poll) {
        // Given
        String id = stand.submitted("poll=" + poll);

        // When
        try (EventStreamClient stream = events(id)) {
            await().atMost(SOON).until(stream::ended);

            // Then
            assertThat(stream.named())
                    .last()
                    .satisfies(
                            event -> assertThat(event.data()).contains("\"status\":\"timed_out\"", "\"result\":null"));
        }
        stand.caller().get("/v1/verifications/" + id).then().statusCode(200).body("status", equalTo("timed_out"));
    }

    @Test
    void aDecisionThatComesAfterTheBudgetIsTakenWhenSomebodyAsks() {
        // Given
        String id = stand.submitted("DOCUMENT_EXPIRED-delay=10s");
        stand.caller()
                .header("Prefer", "wait=20")
                .get("/v1/verifications/" + id)
                .then()
                .body("status", equalTo("timed_out"));

        // Then
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> stand.caller()
                        .get("/v1/verifications/" + id)
                        .then()
                        .statusCode(200)
                        .body("status", equalTo("rejected"))
                        .body("result.api_req_uid", equalTo(id)));
    }

    @Test
    void aSilentStreamIsKeptAliveByComments() {
        // Given
        String id = stand.submitted("poll=never");

        // When
        try (EventStreamClient stream = events(id)) {

            // Then
            await().atMost(SOON)
                    .until(() ->
                            stream.comments().stream().filter("alive"::equals).count() >= 3);
            assertThat(stream.events())
                    .extracting(EventStreamClient.Event::name)
                    .containsExactly("status");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"401", "403", "500"})
    void theDropInNeverShowsWhatKairosSaysOfTheGateway(String fault) {
        // Given
        String id = stand.submitted("poll=" + fault);

        // Then
        stand.kairosClient()
                .get("/v0.1/full-id-verification/" + id)
                .then()
                .statusCode(503)
                .header("Retry-After", notNullValue())
                .body("code", equalTo("kairos_unreachable"));
    }

    @ParameterizedTest
    @CsvSource({"pending=404, 404", "pending=202, 202", "pending=200, 200"})
    void theDropInPassesANotYetOnAsKairosSaidIt(String pending, int status) {
        // Given
        String id = stand.submitted("poll=never-" + pending);

        // Then
        stand.kairosClient().get("/v0.1/full-id-verification/" + id).then().statusCode(status);
    }
}
