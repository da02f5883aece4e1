package io.kairosgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kairosgateway.problem.Problem;
import io.kairosgateway.testing.EventStreamClient;
import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.Stand;
import io.kairosgateway.verification.Kind;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a run leaves in the metrics, and what it must not. */
class MetricsIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String KEY_OF_ACME = "key-of-acme-0123";
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");

    private Stand stand;

    @BeforeEach
    void start() {
        stand = Stand.start(gateway -> gateway.with("GATEWAY_TENANTS_ACMETENANT_API_KEYS", KEY_OF_ACME)
                .with("GATEWAY_TENANTS_ACMETENANT_KAIROS_APP_ID", "sandbox-app-id")
                .with("GATEWAY_TENANTS_ACMETENANT_KAIROS_APP_KEY", "sandbox-app-key"));
    }

    @AfterEach
    void stop() {
        stand.close();
    }

    private String metrics() {
        return GatewayProcess.get(stand.gateway().managementUri("/q/metrics")).body();
    }

    /** The value of one line of the exposition format. */
    private double value(String series) {
        List<String> lines =
                metrics().lines().filter(line -> line.startsWith(series + " ")).toList();
        assertThat(lines).as(series).hasSize(1);
        return Double.parseDouble(lines.get(0).substring(series.length() + 1));
    }

    private void becomes(String series, double value) {
        await().atMost(SOON).untilAsserted(() -> assertThat(value(series)).isEqualTo(value));
    }

    private RequestSpecification acme() {
        return stand.stranger().header("Authorization", "Bearer " + KEY_OF_ACME);
    }

    @Test
    void everySeriesIsThereBeforeAnythingHasHappened() {
        // Then
        for (String series : List.of(
                "kairos_gateway_uploads_in_flight",
                "kairos_gateway_upload_bytes_count{kind=\"full-id\"}",
                "kairos_gateway_refusals_total{code=\"overloaded\"}",
                "kairos_gateway_polls_total{result=\"kairos_credentials\"}",
                "kairos_gateway_decision_latency_seconds_count{kind=\"document\"}",
                "kairos_gateway_wakeup_latency_seconds_count",
                "kairos_gateway_waiters",
                "kairos_gateway_streams",
                "kairos_gateway_due_queue_length",
                "kairos_gateway_due_queue_lag_seconds",
                "kairos_gateway_ledger_degraded",
                "kairos_gateway_ledger_owed",
                "kairos_gateway_loop_failures_total{loop=\"poller\"}",
                "kairos_gateway_breaker_state{state=\"open\"}")) {
            assertThat(value(series)).as(series).isZero();
        }
        assertThat(value("kairos_gateway_breaker_state{state=\"closed\"}")).isEqualTo(1);
        assertThat(value("kairos_gateway_credentials_healthy")).isEqualTo(1);
    }

    @Test
    void aRunIsCountedAndNamesNobody() {
        // Given: one that is waited for until it is decided, and one that never is.
        String waited = stand.upload(acme(), "full-id", "SECRET_NAME-reject-delay=1500ms")
                .header("X-Request-ID", "request-of-mrs-miller")
                .header("Prefer", "wait=30")
                .post("/v1/verifications/full-id")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        String never = stand.submitted("approve-poll=never");

        // When
        try (EventStreamClient stream = EventStreamClient.open(
                stand.gateway().uri("/v1/verifications/" + never + "/events"),
                "Authorization",
                "Bearer " + GatewayProcess.API_KEY)) {
            assertThat(stream.status()).isEqualTo(200);
            becomes("kairos_gateway_streams", 1);
            becomes("kairos_gateway_waiters", 1);
        }
        stand.stranger().get("/v1/verifications/" + waited).then().statusCode(401);
        acme().get("/v1/verifications/" + never).then().statusCode(404);
        stand.kairosClient().get("/v0.1/full-id-verification/" + waited).then().statusCode(404);
        stand.caller().get("/path/of/" + waited).then().statusCode(404);
        stand.upload(stand.caller(), "full-id", "fault=403")
                .post("/v1/verifications/full-id")
                .then()
                .statusCode(503);

        // Then
        becomes("kairos_gateway_streams", 0);
        becomes("kairos_gateway_waiters", 0);
        becomes("kairos_gateway_uploads_in_flight", 0);
        becomes("kairos_gateway_due_queue_length", 1);
        assertThat(value("kairos_gateway_upload_bytes_count{kind=\"full-id\"}")).isEqualTo(3);
        assertThat(value("kairos_gateway_upload_bytes_sum{kind=\"full-id\"}")).isGreaterThan(10_000);
        assertThat(value("kairos_gateway_polls_total{result=\"decided\"}")).isEqualTo(1);
        assertThat(value("kairos_gateway_polls_total{result=\"pending\"}")).isPositive();
        assertThat(value("kairos_gateway_decision_latency_seconds_count{kind=\"full-id\"}"))
                .isEqualTo(1);
        assertThat(value("kairos_gateway_decision_latency_seconds_sum{kind=\"full-id\"}"))
                .isBetween(0.1, 60.0);
        assertThat(value("kairos_gateway_wakeup_latency_seconds_count")).isEqualTo(1);
        assertThat(value("kairos_gateway_wakeup_latency_seconds_sum")).isPositive();
        assertThat(value("kairos_gateway_refusals_total{code=\"unauthenticated\"}"))
                .isEqualTo(1);
        assertThat(value("kairos_gateway_refusals_total{code=\"verification_not_found\"}"))
                .isEqualTo(2);
        assertThat(value("kairos_gateway_refusals_total{code=\"not_found\"}")).isEqualTo(1);
        assertThat(value("kairos_gateway_refusals_total{code=\"kairos_forbidden\"}"))
                .isEqualTo(1);
        // The 403 is seen, and then that Kairos goes on to answer.
        becomes("kairos_gateway_credentials_healthy", 1);
        assertThat(metrics())
                .doesNotContainIgnoringCase("acmetenant")
                .doesNotContain(waited, never, KEY_OF_ACME, GatewayProcess.API_KEY)
                .doesNotContain("SECRET_NAME", "miller", "sandbox-app");
    }

    @Test
    void noLabelOfOursTakesAnyOtherThanAKnownValue() {
        // Given
        Map<String, Set<String>> known = Map.of(
                "kind", labels(Arrays.stream(Kind.values()).map(Kind::label)),
                "code", labels(Arrays.stream(Problem.values()).map(Problem::code)),
                "result",
                        labels(Stream.concat(
                                Stream.of("decided", "pending", "unreadable", "foreign"),
                                Arrays.stream(Problem.values())
                                        .map(Problem::code)
                                        .filter(code -> code.startsWith("kairos_")))),
                "state", Set.of("closed", "open", "half_open"));

        // When
        List<String> lines = metrics()
                .lines()
                .filter(line -> line.startsWith("kairos_gateway_"))
                .toList();

        // Then
        assertThat(lines)
                .isNotEmpty()
                .allSatisfy(line -> LABEL.matcher(line)
                        .results()
                        .filter(label -> !label.group(1).equals("le"))
                        .forEach(label -> assertThat(known)
                                .hasEntrySatisfying(
                                        label.group(1),
                                        values -> assertThat(values).contains(label.group(2)))));
    }

    private static Set<String> labels(Stream<String> values) {
        return values.collect(Collectors.toSet());
    }
}
