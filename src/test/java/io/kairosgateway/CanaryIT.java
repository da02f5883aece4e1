package io.kairosgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kairosgateway.intake.MultipartBodies;
import io.kairosgateway.intake.Pictures;
import io.kairosgateway.testing.Canaries;
import io.kairosgateway.testing.EventStreamClient;
import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.OtlpCollector;
import io.kairosgateway.testing.RawUpload;
import io.kairosgateway.testing.RealRedis;
import io.kairosgateway.testing.Stand;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

/**
 * The canary gate: marked names, numbers, image bytes, keys and tokens go through every path, failures included, with the log at DEBUG;
 * afterwards none of them is found in logs, metrics, traces, health data, problems, Redis or on the disk.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CanaryIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Canaries CANARIES = new Canaries();
    private static final String PIXELS = CANARIES.mark("canary-pixels-of-a-face");
    private static final String FILE_NAME = CANARIES.mark("canary-name-of-a-file");
    private static final String VALUE = CANARIES.mark("canary-value-of-a-part");
    private static final String PART = CANARIES.mark("canary part, no plain name");
    private static final String WRONG_KEY = CANARIES.mark("canary-key-that-is-wrong");
    private static final String WRONG_TOKEN = CANARIES.mark("canary.token.wrong");
    private static final String IDEMPOTENCY_KEY = CANARIES.mark("canary-idempotency-key");
    private static final String COOKIE = CANARIES.mark("canary-cookie-of-a-browser");
    private static final String TRACE_STATE = CANARIES.mark("canary-state-of-a-trace");
    private static final String NO_TRACE = CANARIES.mark("canary-that-is-no-traceparent");
    private static final String COLLECTOR_KEY = CANARIES.mark("canary-key-of-a-collector");
    private static final String QUERY = CANARIES.mark("canary-query-of-a-url");
    private static final String ENCRYPTION_KEY = CANARIES.mark(
            Base64.getEncoder().encodeToString("a-key-of-exactly-32-bytes-length".getBytes(StandardCharsets.US_ASCII)));

    /** What every caller but the tenant's backend is told, and every problem. */
    private static final List<String> TOLD = new ArrayList<>();

    private static OtlpCollector collector;
    private static RealRedis redis;
    private static Stand stand;

    @BeforeAll
    static void start() {
        redis = RealRedis.started();
        collector = OtlpCollector.started();
        stand = Stand.start(gateway -> gateway.with("REDIS_URL", redis.url())
                .with("GATEWAY_ENCRYPTION_KEYS", "k1:" + ENCRYPTION_KEY)
                .with("GATEWAY_KAIROS_ANSWER_TIMEOUT", "5s")
                .with("GATEWAY_KAIROS_GUARDS_TIMEOUT", "2s")
                .with("GATEWAY_INTAKE_STALL_TIMEOUT", "3s")
                .with("QUARKUS_HTTP_ACCESS_LOG_ENABLED", "true")
                .with("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url())
                .with("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20" + COLLECTOR_KEY)
                .with("GATEWAY_TRACING_EXPORT_DELAY", "200ms")
                .with("QUARKUS_LOG_LEVEL", "DEBUG"));
    }

    @AfterAll
    static void stop() {
        stand.close();
        redis.close();
        collector.close();
    }

    private static byte[] picture() {
        byte[] picture = Pictures.jpeg(600, 800, 40_000);
        byte[] mark = PIXELS.getBytes(StandardCharsets.US_ASCII);
        // Into a comment, where the filling is.
        System.arraycopy(mark, 0, picture, 20_000, mark.length);
        return picture;
    }

    private static RequestSpecification marked(RequestSpecification request) {
        boolean traced = TOLD.size() % 2 == 0;
        return request.header("Cookie", "session=" + COOKIE)
                .header("traceparent", traced ? "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" : NO_TRACE)
                .header("tracestate", "vendor=" + TRACE_STATE)
                .header("Idempotency-Key", IDEMPOTENCY_KEY + "-" + TOLD.size())
                .queryParam("q", QUERY);
    }

    private static Response submit(RequestSpecification request, String kind, String script) {
        String name = FILE_NAME + "-" + script + ".jpg";
        RequestSpecification upload = marked(request);
        switch (kind) {
            case "full-id" ->
                upload.multiPart("selfie", name, picture(), "image/jpeg")
                        .multiPart("document", FILE_NAME + ".jpg", picture(), "image/jpeg");
            case "document" -> upload.multiPart("document", name, picture(), "image/jpeg");
            case "biometric" ->
                upload.multiPart("selfie", name, picture(), "image/jpeg")
                        .multiPart("image", FILE_NAME + ".jpg", picture(), "image/jpeg");
            default -> upload.multiPart("selfie", name, picture(), "image/jpeg").multiPart("threshold", "0.6");
        }
        return told(upload.post("/v1/verifications/" + kind));
    }

    /** What the tenant's backend gets of its own result is its own; everything else is looked through. */
    private static Response told(Response answer) {
        TOLD.add(answer.headers() + (answer.statusCode() < 300 ? "" : answer.asString()));
        return answer;
    }

    private static String token(String json) {
        Response minted =
                stand.caller().contentType(ContentType.JSON).body(json).post("/v1/client-tokens");
        assertThat(minted.statusCode()).isEqualTo(201);
        String token = minted.path("token");
        CANARIES.mark(token.substring(token.lastIndexOf('.') + 1));
        return token;
    }

    @Order(1)
    @ParameterizedTest
    @ValueSource(strings = {"full-id", "document", "biometric", "liveness"})
    void everyKindIsDecidedReadAndForgotten(String kind) {
        // When
        Response submitted = submit(stand.caller(), kind, "reject");
        String id = submitted.path("id");
        Response read = stand.caller().header("Prefer", "wait=20").get("/v1/verifications/" + id);
        told(stand.caller().get("/v1/verifications/" + id));

        // Then: the gate would be worth nothing if the backend did not get what is looked for.
        assertThat(submitted.statusCode()).isBetween(201, 202);
        assertThat(read.statusCode()).isEqualTo(200);
        if (kind.equals("full-id") || kind.equals("document")) {
            assertThat(read.asString()).contains("Ada Specimen", "SPECIMEN-0001", "Amaurot");
        }
        if (kind.equals("document")) {
            told(stand.caller().delete("/v1/verifications/" + id));
            assertThat(told(stand.caller().get("/v1/verifications/" + id)).statusCode())
                    .isEqualTo(410);
        }
    }

    @Test
    @Order(2)
    void tokenHoldersUploadAndWatch() {
        // Given
        String token = token("{\"scope\":\"submit\",\"kind\":\"full-id\"}");

        // When
        Response submitted = submit(stand.stranger().header("Authorization", "Bearer " + token), "full-id", "review");
        String id = submitted.path("id");
        try (EventStreamClient events =
                EventStreamClient.open(stand.gateway().uri("/v1/verifications/" + id + "/events?token=" + token))) {
            await().atMost(SOON).until(() -> events.ended());
            TOLD.add(events.events().toString());
        }
        Response read = stand.stranger()
                .header("Authorization", "Bearer " + token)
                .header("Prefer", "wait=20")
                .get("/v1/verifications/" + id);
        TOLD.add(submitted.asString() + read.asString());
        told(submit(stand.stranger().header("Authorization", "Bearer " + token), "full-id", "again"));

        // Then
        assertThat(read.statusCode()).isEqualTo(200);
    }

    @Order(3)
    @ParameterizedTest
    @ValueSource(
            strings = {
                "fault=401",
                "fault=403",
                "fault=422",
                "fault=429",
                "fault=500",
                "fault=302",
                "fault=html",
                "fault=empty",
                "fault=garbage",
                "fault=hang",
                "fault=early",
                "fault=reset"
            })
    void kairosFailsAtTheUpload(String fault) {
        // When
        Response answer = submit(stand.caller(), "document", fault);

        // Then
        assertThat(answer.statusCode()).isGreaterThanOrEqualTo(400);
        TOLD.add(answer.asString());
    }

    @Order(4)
    @ParameterizedTest
    @ValueSource(
            strings = {
                "poll=401",
                "poll=403",
                "poll=500x3",
                "poll=html",
                "poll=garbage",
                "poll=hangx1",
                "poll=resetx1",
                "poll=malformed"
            })
    void kairosFailsAtThePolls(String fault) {
        // When
        Response submitted = submit(stand.caller(), "document", fault + "-delay=100ms");
        String id = submitted.path("id");

        // Then
        assertThat(told(stand.caller().header("Prefer", "wait=3").get("/v1/verifications/" + id))
                        .statusCode())
                .isBetween(200, 202);
    }

    @Test
    @Order(5)
    void badUploadsAreRefused() {
        for (byte[] body : List.of(
                part("name=\"" + PART + "\"", "", VALUE),
                part("name=\"profile\"", "", VALUE),
                part("name=\"document\"; filename=\"" + FILE_NAME + ".jpg\"", "image/jpeg", "<html>" + PIXELS),
                part("name=\"document\"; name=\"" + PART + "\"", "", VALUE),
                part("name=\"document\"; filename=\"" + FILE_NAME, "", PIXELS),
                part("name=\"document\"; filename*=utf-8''" + FILE_NAME + "%zz", "", PIXELS),
                ("--other\r\n" + PIXELS).getBytes(StandardCharsets.US_ASCII))) {
            // When
            try (RawUpload upload = RawUpload.begin(
                    stand.gateway().port(), "/v1/verifications/full-id", MultipartBodies.CONTENT_TYPE, body.length)) {
                String answer = upload.send(body).answer();

                // Then
                assertThat(answer).startsWith("HTTP/1.1 4");
                TOLD.add(answer);
            }
        }
    }

    @Test
    @Order(6)
    void clientsVanishStallAndBreakTheProtocol() {
        byte[] body = MultipartBodies.body()
                .file("document", FILE_NAME + ".jpg", "image/jpeg", picture())
                .close();
        // When
        try (RawUpload upload = RawUpload.begin(
                stand.gateway().port(), "/v1/verifications/document", MultipartBodies.CONTENT_TYPE, body.length)) {
            upload.send(body, 0, 30_000).vanish();
        }
        try (RawUpload upload = RawUpload.begin(
                stand.gateway().port(), "/v1/verifications/document", MultipartBodies.CONTENT_TYPE, body.length)) {
            TOLD.add(upload.send(body, 0, 30_000).answer());
        }
        for (String header : List.of("X-A: " + VALUE + "\0", VALUE + " : a", "X-A: a\r\n " + VALUE, VALUE)) {
            try (RawUpload upload = RawUpload.begin(
                    stand.gateway().port(),
                    "/v1/verifications/document?q=" + QUERY,
                    "text/" + VALUE,
                    body.length,
                    header)) {
                TOLD.add(upload.answer());
            }
        }

        // Then
        assertThat(TOLD).anyMatch(answer -> answer.startsWith("HTTP/1.1 408"));
    }

    @Test
    @Order(7)
    void strangersAreTurnedAway() {
        for (String shown : List.of(WRONG_KEY, WRONG_TOKEN)) {
            // When
            Response submitted = submit(stand.stranger().header("Authorization", "Bearer " + shown), "document", "x");
            Response streamed =
                    told(stand.stranger().get("/v1/verifications/" + Stand.newId() + "/events?token=" + shown));
            Response dropIn = told(marked(stand.stranger())
                    .header("app_id", "default")
                    .header("app_key", shown)
                    .get("/v0.1/document-verification/" + Stand.newId()));

            // Then
            assertThat(List.of(submitted, streamed, dropIn))
                    .extracting(Response::statusCode)
                    .containsOnly(401);
        }
        told(stand.caller().get("/v1/verifications/no-uuid?q=" + QUERY));
        told(stand.caller().get("/nothing-here?token=" + WRONG_TOKEN));
        told(stand.caller()
                .contentType(ContentType.JSON)
                .body("{\"scope\":\"" + VALUE + "\"}")
                .post("/v1/client-tokens"));
        told(stand.caller().contentType(ContentType.JSON).body("{" + VALUE).post("/v1/client-tokens"));
    }

    @Test
    @Order(8)
    void aClientOfKairosGetsItsResult() {
        // When
        String uuid = marked(stand.kairosClient())
                .multiPart("document", FILE_NAME + ".jpg", picture(), "image/jpeg")
                .post("/v0.1/document-verification")
                .path("api_req_uuid");
        Response result = stand.kairosClient().get("/v0.1/document-verification/" + uuid);

        // Then
        assertThat(result.asString()).contains("Ada Specimen");
    }

    @Test
    @Order(9)
    void nothingIsInRedisInTheClear() {
        try (Jedis client = new Jedis("127.0.0.1", redis.port())) {
            Set<String> keys = client.keys("*");
            assertThat(keys).hasSizeGreaterThan(10);
            for (String key : keys) {
                CANARIES.assertNoneIn("a key of Redis", key);
                values(client, key).forEach(value -> CANARIES.assertNoneIn("the value of " + key, value));
            }
        }
    }

    @Test
    @Order(10)
    void redisIsAwayForAWhile() {
        // When
        redis.stop();
        Response submitted = submit(stand.caller(), "document", "approve");
        told(stand.caller().get("/v1/verifications/" + Stand.newId()));
        redis.start();

        // Then
        assertThat(submitted.statusCode()).isIn(202, 503);
    }

    @Test
    @Order(11)
    void nothingIsInWhatIsToldLoggedCountedOrWritten() throws IOException {
        // Given
        GatewayProcess gateway = stand.gateway();
        String log = gateway.log();
        assertThat(log).contains("\"level\":\"DEBUG\"").contains("/v1/verifications/");

        // Then
        CANARIES.assertNoneIn("the log", log);
        for (String path : List.of("/q/metrics", "/q/health", "/q/health/ready")) {
            CANARIES.assertNoneIn(
                    path, GatewayProcess.get(gateway.managementUri(path)).body());
        }
        assertThat(TOLD).hasSizeGreaterThan(40);
        TOLD.forEach(answer -> CANARIES.assertNoneIn("an answer", answer));
        for (Path file : gateway.filesWritten()) {
            CANARIES.assertNoneIn("the file " + file.getFileName(), Files.readAllBytes(file));
        }
    }

    @Test
    @Order(12)
    void nothingIsInWhatIsExported() {
        // When: the last spans are sent at the end.
        stand.gateway().stop();

        // Then
        assertThat(collector.spans())
                .extracting(OtlpCollector.Seen::name)
                .contains("POST /v1/verifications/{kind}", "POST /v1/client-tokens", "poll", "deliver")
                .hasSizeGreaterThan(100);
        assertThat(collector.heads())
                .allSatisfy(head -> assertThat(head.get("authorization")).isEqualTo("Bearer " + COLLECTOR_KEY));
        for (byte[] body : collector.bodies()) {
            CANARIES.assertNoneIn("an export of spans", body);
        }
    }

    private static byte[] part(String disposition, String type, String content) {
        return MultipartBodies.body()
                .raw("--" + MultipartBodies.BOUNDARY + "\r\nContent-Disposition: form-data; " + disposition + "\r\n"
                        + (type.isEmpty() ? "" : "Content-Type: " + type + "\r\n") + "\r\n" + content + "\r\n--"
                        + MultipartBodies.BOUNDARY + "--\r\n")
                .bytes();
    }

    private static List<byte[]> values(Jedis client, String name) {
        byte[] key = name.getBytes(StandardCharsets.UTF_8);
        return switch (client.type(name)) {
            case "string" -> List.of(client.get(key));
            case "zset" -> List.copyOf(client.zrange(key, 0, -1));
            case "set" -> List.copyOf(client.smembers(key));
            case "hash" -> {
                List<byte[]> all = new ArrayList<>();
                for (Map.Entry<byte[], byte[]> field : client.hgetAll(key).entrySet()) {
                    all.add(field.getKey());
                    all.add(field.getValue());
                }
                yield all;
            }
            // The key may have expired since it was listed.
            case "none" -> List.of();
            default -> throw new IllegalStateException("look into " + name + " as well");
        };
    }
}
