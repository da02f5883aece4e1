package io.kairosgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.intake.MultipartBodies;
import io.kairosgateway.intake.Pictures;
import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.KairosRecord;
import io.kairosgateway.testing.Sample;
import io.kairosgateway.testing.Shell;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The package of the sandbox does what its document says, line by line: asked as the gateway, and asked as Kairos. */
@Tag("sandbox")
class SandboxIT {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration SILENCE = Duration.ofSeconds(2);

    /** One for the lines that wait, so that they wait side by side. */
    private static final ExecutorService LINES = Executors.newFixedThreadPool(16);

    private static int kairosPort;
    private static GatewayProcess gateway;

    @BeforeAll
    static void start() {
        kairosPort = GatewayProcess.freePort();
        gateway = GatewayProcess.sandbox(kairosPort)
                .with("GATEWAY_SANDBOX_DELAY", "100ms")
                .with("GATEWAY_KAIROS_ANSWER_TIMEOUT", "2s")
                .with("GATEWAY_KAIROS_GUARDS_TIMEOUT", "1500ms")
                .with("GATEWAY_KAIROS_GUARDS_RETRIES", 0)
                // One line's faults are not to keep the gateway from asking for the next one.
                .with("GATEWAY_KAIROS_GUARDS_BREAKER_WINDOW", 100_000)
                .with("GATEWAY_WATCH_MAX_INTERVAL", "300ms")
                .with("GATEWAY_WATCH_BUDGET", "8s")
                .start();
    }

    @AfterAll
    static void stop() {
        LINES.shutdownNow();
        gateway.close();
    }

    private static HttpRequest.Builder asClient(String path) {
        return HttpRequest.newBuilder(gateway.uri(path)).header("Authorization", "Bearer demo-key");
    }

    private static HttpRequest.Builder asGateway(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + kairosPort + path))
                .header("app_id", "sandbox-app-id")
                .header("app_key", "sandbox-app-key");
    }

    private static HttpRequest.Builder upload(HttpRequest.Builder request, String fileName) {
        byte[] body = MultipartBodies.body()
                .file("document", fileName + ".jpg", "image/jpeg", Pictures.jpeg(600, 800))
                .close();
        return request.header("Content-Type", MultipartBodies.CONTENT_TYPE).POST(BodyPublishers.ofByteArray(body));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    /** The status, or what happened in place of an answer. */
    private static String outcome(HttpRequest.Builder request, List<String> bodies) throws InterruptedException {
        try {
            HttpResponse<String> answer = send(request.timeout(SILENCE));
            bodies.add(answer.body());
            return String.valueOf(answer.statusCode());
        } catch (HttpTimeoutException silent) {
            return "nothing";
        } catch (IOException broken) {
            return "closed";
        }
    }

    private interface Check {
        void run() throws Exception;
    }

    /** Both ways to ask for each line, begun at once. */
    private static Stream<DynamicTest> eachLine(java.util.function.BiFunction<SandboxTable.Line, Boolean, Check> check)
            throws IOException {
        List<SandboxTable.Line> lines = SandboxTable.lines();
        assertThat(lines).hasSizeGreaterThan(30);
        List<DynamicTest> tests = new ArrayList<>();
        for (SandboxTable.Line line : lines) {
            for (boolean byHeader : List.of(true, false)) {
                CompletableFuture<Throwable> failure =
                        CompletableFuture.supplyAsync(failureOf(check.apply(line, byHeader)), LINES);
                tests.add(DynamicTest.dynamicTest(byHeader ? "X-Sandbox: " + line.header() : line.fileName(), () -> {
                    Throwable failed = failure.get();
                    if (failed != null) {
                        throw failed;
                    }
                }));
            }
        }
        return tests.stream();
    }

    private static Supplier<Throwable> failureOf(Check check) {
        return () -> {
            try {
                check.run();
                return null;
            } catch (Throwable failed) {
                return failed;
            }
        };
    }

    /** An upload that asks for the line, and for the time of the decision where the line leaves it open. */
    private static HttpRequest.Builder asking(
            HttpRequest.Builder request, SandboxTable.Line line, boolean byHeader, String delay) {
        String more = line.saysWhen() ? "" : "delay=" + delay;
        return byHeader
                ? upload(request.header("X-Sandbox", line.header() + (more.isEmpty() ? "" : "; " + more)), "document")
                : upload(request, line.fileName() + "-" + more);
    }

    @TestFactory
    Stream<DynamicTest> theSimulatedKairosDoesWhatEachLineSays() throws IOException {
        return eachLine((line, byHeader) -> () -> {
            // When
            List<String> bodies = new ArrayList<>();
            // A decision is either there or far away, so that no line depends on who is faster.
            String delay = line.aboutPending() ? "9999s" : "0ms";
            String posted = outcome(asking(asGateway("/v0.1/document-verification"), line, byHeader, delay), bodies);

            // Then
            assertThat(posted).isEqualTo(line.posted());
            if (line.gets().isEmpty()) {
                return;
            }
            String uuid = new JsonObject(bodies.get(0)).getString("api_req_uuid");
            if (line.saysWhen()) {
                decidesAfterItsDelay(uuid);
                return;
            }
            for (String expected : line.gets()) {
                assertThat(outcome(asGateway("/v0.1/document-verification/" + uuid), bodies))
                        .isEqualTo(expected);
            }
        });
    }

    private static void decidesAfterItsDelay(String uuid) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> outcome(asGateway("/v0.1/document-verification/" + uuid), new ArrayList<>())
                        .equals("200"));
        assertThat(new KairosRecord(kairosPort).requests("POST"))
                .filteredOn(post -> uuid.equals(post.get("uuid")))
                .singleElement()
                .satisfies(post -> assertThat(((Number) post.get("decided_at_millis")).longValue()
                                - ((Number) post.get("started_at_millis")).longValue())
                        .isGreaterThanOrEqualTo(300));
    }

    @TestFactory
    Stream<DynamicTest> theGatewayMakesOfEachLineWhatItSays() throws IOException {
        return eachLine((line, byHeader) -> () -> {
            // When
            HttpResponse<String> submitted =
                    send(asking(asClient("/v1/verifications/document"), line, byHeader, "400ms"));

            // Then
            JsonObject answer = new JsonObject(submitted.body());
            assertThat(submitted.statusCode() + (answer.containsKey("code") ? " " + answer.getString("code") : ""))
                    .isEqualTo(line.submitted());
            if (line.end().isEmpty()) {
                return;
            }
            String path = "/v1/verifications/" + answer.getString("id");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() ->
                            send(asClient(path).header("Prefer", "wait=20")).statusCode() == 200);
            JsonObject end = new JsonObject(send(asClient(path)).body());
            assertThat(end.getString("status")).isEqualTo(line.end().get(0));
            assertThat(codesOf(line))
                    .allSatisfy(code -> assertThat(end.encode()).contains("\"" + code + "\""));
        });
    }

    private static List<String> codesOf(SandboxTable.Line line) {
        return Stream.of(line.header().split("; "))
                .filter(pair -> pair.startsWith("code="))
                .map(pair -> pair.substring(5))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "outcome=perhaps | outcome is approved, review or rejected",
                "fault=teapot; speed=1 | fault is a status from 300 to 599",
                "speed=1 | speed is not known; there are outcome, code, delay, pending, fault, poll and seed",
            })
    void aHeaderThatIsNotUnderstoodIsRefusedByNameAndReachesNobody(String header, String told) throws Exception {
        // Given
        int before = new KairosRecord(kairosPort).requests("POST").size();

        for (String path : List.of("/v1/verifications/document", "/v0.1/document-verification")) {
            // When
            HttpResponse<String> answer = send(upload(asClient(path).header("X-Sandbox", header), "document"));

            // Then
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(answer.body()).contains("\"code\":\"bad_request\"", told);
        }
        assertThat(new KairosRecord(kairosPort).requests("POST")).hasSize(before);
    }

    @Test
    void theDropInTakesTheHeaderToo() throws Exception {
        // When
        HttpResponse<String> answer = send(upload(
                HttpRequest.newBuilder(gateway.uri("/v0.2/document-verification"))
                        .header("app_id", "default")
                        .header("app_key", "demo-key")
                        .header("X-Sandbox", "fault=429"),
                "document"));

        // Then
        assertThat(answer.statusCode()).isEqualTo(429);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/verifications/5e0f1a52-3b7c-4c3e-9f51-0c8f2f6a7b10", "/v1/client-tokens", "/"})
    void whatIsNoSubmitDoesNotTakeTheHeader(String path) throws Exception {
        // When
        HttpResponse<String> answer = send(asClient(path).header("X-Sandbox", "fault=500"));

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("X-Sandbox belongs to a submit");
    }

    @Test
    void twoHeadersAreRefused() throws Exception {
        // When
        HttpResponse<String> answer = send(upload(
                asClient("/v1/verifications/document")
                        .header("X-Sandbox", "seed=1")
                        .header("X-Sandbox", "seed=2"),
                "document"));

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("Send one X-Sandbox");
    }

    @Test
    void theSameSeedComesToTheSameForEveryKind() throws Exception {
        for (String seed : List.of("1", "2", "4")) {
            // When
            JsonObject first = liveness(seed);
            JsonObject second = liveness(seed);

            // Then
            assertThat(second.getString("status")).isEqualTo(first.getString("status"));
            assertThat(second.getJsonObject("result").getJsonObject("response_data"))
                    .isEqualTo(first.getJsonObject("result").getJsonObject("response_data"));
            assertThat(second.getString("id")).isNotEqualTo(first.getString("id"));
        }
    }

    private static JsonObject liveness(String seed) throws Exception {
        byte[] body = MultipartBodies.body()
                .jpeg("selfie", 600, 800)
                .text("threshold", "0.6")
                .close();
        HttpResponse<String> answer = send(asClient("/v1/verifications/liveness")
                .header("X-Sandbox", "seed=" + seed)
                .header("Content-Type", MultipartBodies.CONTENT_TYPE)
                .POST(BodyPublishers.ofByteArray(body)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return new JsonObject(answer.body());
    }

    @Test
    void aSandboxThatWasPointedAtARealKairosTakesNoHeader() throws Exception {
        // Given
        try (GatewayProcess mispointed = GatewayProcess.sandbox(GatewayProcess.freePort())
                .with("GATEWAY_KAIROS_URL", "https://localhost:1/v0.1")
                .start()) {
            // When
            HttpResponse<String> answer = send(upload(
                    HttpRequest.newBuilder(mispointed.uri("/v1/verifications/document"))
                            .header("Authorization", "Bearer demo-key")
                            .header("X-Sandbox", "outcome=approved"),
                    "document"));

            // Then
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("\"code\":\"sandbox_only\"");
        }
    }

    @Test
    void theCommandsOfTheDocumentWorkAsPrinted() throws Exception {
        // Given
        Shell.needs("curl");
        List<Sample> samples = Sample.in(SandboxTable.DOCUMENT);
        assertThat(samples).hasSize(2);
        int alone = GatewayProcess.freePort();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String command =
                "exec " + samples.get(0).text().replace("java ", java + " ").replace("8089", "" + alone);
        Process kairos = new ProcessBuilder("bash", "-c", command)
                .redirectErrorStream(true)
                .start();
        try (BufferedReader output = kairos.inputReader()) {
            assertThat(output.readLine()).isEqualTo("Kairos simulator: http://localhost:" + alone + "/v0.1");

            // When
            Shell.Run run = Shell.run(samples.get(1)
                    .text()
                    .replace("http://localhost:8080", gateway.uri("").toString())
                    .replace("8089", "" + alone));

            // Then
            assertThat(run.exit()).as(run.output()).isZero();
            assertThat(run.output().split("use_other_document", -1)).hasSize(3);
            assertThat(run.output()).contains("\"faces_liveness\":0.4525");
        } finally {
            kairos.destroy();
        }
    }
}
