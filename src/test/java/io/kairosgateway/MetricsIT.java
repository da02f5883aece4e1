package io.kairosgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kairosgateway.problem.Problem;
import io.kairosgateway.testing.EventStreamClient;
import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.Stand;
import io.kairosgateway.verification.Kind;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
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

    /** Each series: a name and its labels. */
    private Set<String> series() {
        return metrics()
                .lines()
                .filter(line -> !line.startsWith("#") && line.startsWith("http_server_requests_"))
                .map(line -> line.substring(0, line.lastIndexOf(' ')))
                .collect(Collectors.toSet());
    }

    /** In every field, from callers without a key, answered in every way in which a request can be. */
    private void flood(String marker) {
        String to = " HTTP/1.1\r\nHost: " + marker + "\r\n";
        String key = "Authorization: Bearer " + GatewayProcess.API_KEY + "\r\n";
        String preflight = "Origin: https://" + marker + "\r\nAccess-Control-Request-Method: POST\r\n";
        for (String request : List.of(
                marker + " /v1/verifications/x" + to,
                "GET /" + marker + to,
                "GET //" + marker + to,
                "GET /" + marker + "/" + to,
                "GET /v1/verifications/" + marker + to,
                "GET /v1/verifications/" + marker + "/events" + to,
                "GET /v1/verifications/x?" + marker + "=" + marker + to,
                "PUT /v1/verifications/" + marker + to,
                "PUT /v1/verifications/" + marker + to + key,
                "POST /v1/verifications/" + marker + to + key,
                "POST /v1/verifications/" + marker + "/events" + to + key,
                "DELETE /v1/verifications/" + marker + to + key,
                "OPTIONS /v1/verifications/" + marker + to,
                "OPTIONS /v1/verifications/" + marker + to + preflight,
                "OPTIONS /v1/verifications/" + marker + to + preflight + "Access-Control-Request-Headers: " + marker
                        + "\r\n",
                "OPTIONS /" + marker + to + preflight,
                "GET /v0.1/document-verification/" + marker + to,
                "PUT /v0.1/document-verification/" + marker + to,
                "GET /v0.1/" + marker + "-verification/x" + to,
                "GET /" + marker + to + "X-Sandbox: " + marker + "\r\n",
                "GET /v1/verifications/" + marker + to + "X-Sandbox: x\r\n",
                "GET http://" + marker + "/" + marker + to,
                "GET http://elsewhere/" + marker + to,
                "GET /" + marker + " HTTP/9.9\r\n",
                "GET /" + marker + " HTTP/1.0\r\n",
                "GET /" + marker + " " + marker + "\r\n",
                "GET /" + marker + "%zz" + to,
                "GET /" + marker + to + marker + "\r\n",
                "GET /" + marker + to + "Transfer-Encoding: " + marker + "\r\n",
                "POST /" + marker + to + "Expect: " + marker + "\r\nContent-Length: 0\r\n",
                "POST /" + marker + to + "Content-Length: 1125899906842625\r\n",
                "POST /v1/client-tokens" + to + key + "Content-Type: " + marker + "\r\nContent-Length: 0\r\n",
                "POST /v1/client-tokens" + to + key
                        + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" + marker + "\r\n",
                "GET /" + marker + "a".repeat(9_000) + to,
                "GET /" + marker + to + "X-A: " + "a".repeat(40_000) + "\r\n")) {
            for (boolean reset : new boolean[] {true, false}) {
                send(request + "Connection: close\r\n\r\n", reset);
            }
        }
    }

    private void send(String request, boolean reset) {
        try (Socket socket = new Socket("localhost", stand.gateway().port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            if (reset) {
                socket.setSoLinger(true, 0);
            } else {
                socket.getInputStream().readAllBytes();
            }
        } catch (SocketException closed) {
            // Which is an answer too.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void nothingThatACallerSendsBecomesALabel() {
        // Given: once, so that every series is there.
        flood("mrs-miller-0");
        flood("mrs-miller-1");
        Set<String> before = series();

        // When
        for (int round = 2; round < 12; round++) {
            flood("mrs-miller-" + round);
        }

        // Then: but that a reset may come in the middle of any of them.
        assertThat(metrics()).doesNotContain("miller");
        assertThat(series())
                .filteredOn(each -> !each.contains("RESET"))
                .containsExactlyInAnyOrderElementsOf(
                        before.stream().filter(each -> !each.contains("RESET")).toList());
        assertThat(series().stream().filter(each -> each.contains("uri=")))
                .hasSizeLessThan(200)
                .allSatisfy(each -> assertThat(LABEL.matcher(each)
                                .results()
                                .filter(label -> label.group(1).equals("uri")))
                        .allSatisfy(label -> assertThat(label.group(2))
                                .matches("root|NOT_FOUND|/cors-preflight|/q/.*|/v1/client-tokens|.*\\{.*")));
    }

    @Test
    void noLabelOfOursTakesAnyOtherThanAKnownValue() {
        // Given
        Map<String, Set<String>> known = Map.of(
                "kind", labels(Arrays.stream(Kind.values()).map(Kind::label)),
                "code", labels(Arrays.stream(Problem.values()).map(Problem::code)),
                "result",
                        labels(Stream.concat(
                                Stream.of("decided", "pending", "unreadable", "foreign", "overloaded"),
                                Arrays.stream(Problem.values())
                                        .map(Problem::code)
                                        .filter(code -> code.startsWith("kairos_")))),
                "state", Set.of("closed", "open", "half_open"),
                "loop",
                        Set.of(
                                "poller",
                                "owed-writes",
                                "tending",
                                "changes",
                                "reread",
                                "due-queue",
                                "self-check",
                                "secrets"));

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
