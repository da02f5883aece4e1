package io.kairosgateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.kairosgateway.intake.MultipartBodies;
import io.kairosgateway.intake.Pictures;
import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.RawUpload;
import io.kairosgateway.testing.RealRedis;
import io.kairosgateway.testing.Stand;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an Idempotency-Key promises, on two replicas of the packaged gateway that share a Redis and log all they can. */
class IdempotencyIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int MIB = 1 << 20;
    private static final String DOCUMENT = "/v1/verifications/document";
    private static final String OTHER_KEY = "test-key-of-the-other-tenant";

    /** In every key, as clients do it, and nowhere else. */
    private static final String CANARY = "anna.canary@example.org";

    private static final AtomicInteger KEYS = new AtomicInteger();

    private static RealRedis redis;
    private static Stand stand;
    private static GatewayProcess other;

    @BeforeAll
    static void start() {
        redis = RealRedis.started();
        GatewayProcess.Launch[] launch = new GatewayProcess.Launch[1];
        stand = Stand.start(gateway -> launch[0] = gateway.with("REDIS_URL", redis.url())
                .with("GATEWAY_ENCRYPTION_KEYS", "test:" + Base64.getEncoder().encodeToString(new byte[32]))
                .with("GATEWAY_TENANTS_OTHER_API_KEYS", OTHER_KEY)
                .with("GATEWAY_TENANTS_OTHER_KAIROS_APP_ID", "sandbox-app-id")
                .with("GATEWAY_TENANTS_OTHER_KAIROS_APP_KEY", "sandbox-app-key")
                .with("GATEWAY_KAIROS_ANSWER_TIMEOUT", "3s")
                .with("QUARKUS_HTTP_ACCESS_LOG_ENABLED", "true")
                .with("QUARKUS_LOG_LEVEL", "DEBUG"));
        other = launch[0].start();
    }

    @AfterAll
    static void stop() throws IOException {
        List<String> outputs = List.of(stand.gateway().log(), other.log(), everythingInRedis());
        other.close();
        stand.close();
        redis.close();
        assertThat(outputs.get(0))
                .contains("/v1/verifications")
                .doesNotContain("unexpected fault", "Uncaught exception", "has been blocked");
        assertThat(outputs.get(2)).contains(":hold:");
        assertThat(outputs).noneMatch(output -> output.contains(CANARY));
    }

    private static String everythingInRedis() throws IOException {
        String keys = redisSays("KEYS *");
        StringBuilder everything = new StringBuilder(keys);
        for (String key : keys.split("\r\n")) {
            if (key.startsWith("{")) {
                everything.append(redisSays("HGETALL " + key)).append(redisSays("GET " + key));
            }
        }
        return everything.toString();
    }

    private static String redisSays(String command) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", redis.port())) {
            socket.getOutputStream().write((command + "\r\nQUIT\r\n").getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static String newKey() {
        return CANARY + "-" + KEYS.incrementAndGet();
    }

    private static RequestSpecification here(String key) {
        return stand.caller().header("Idempotency-Key", key);
    }

    private static RequestSpecification elsewhere(String key) {
        return given().baseUri(other.uri("").toString())
                .header("Authorization", "Bearer " + GatewayProcess.API_KEY)
                .header("Idempotency-Key", key);
    }

    private static ValidatableResponse submit(RequestSpecification request, String kind, String script) {
        return stand.upload(request, kind, script)
                .post("/v1/verifications/" + kind)
                .then();
    }

    private static long complete() {
        return stand.uploads().stream()
                .filter(upload -> "COMPLETE".equals(upload.get("ended")))
                .count();
    }

    private static byte[] document(String script, int size) {
        return MultipartBodies.body()
                .file("document", script + ".jpg", "image/jpeg", Arrays.copyOf(Pictures.jpeg(600, 800), size))
                .close();
    }

    private static RawUpload begin(GatewayProcess gateway, String path, String key, long length, String... headers) {
        String[] all = Arrays.copyOf(headers, headers.length + 1);
        all[headers.length] = "Idempotency-Key: " + key;
        return RawUpload.begin(gateway.port(), path, MultipartBodies.CONTENT_TYPE, length, all);
    }

    @Test
    void aRepetitionGetsTheSameVerificationOnEveryReplicaAndSendsNothing() {
        // Given
        String key = newKey();
        ValidatableResponse first = submit(here(key), "full-id", "approve-poll=never");
        String id = first.statusCode(202)
                .header("Idempotent-Replayed", nullValue())
                .extract()
                .path("id");
        int uploads = stand.uploads().size();

        // When
        List<ValidatableResponse> repetitions = List.of(
                submit(here(key), "full-id", "approve"),
                submit(here('"' + key + '"'), "full-id", "approve"),
                submit(elsewhere(key), "full-id", "approve"));

        // Then
        for (ValidatableResponse repetition : repetitions) {
            repetition
                    .statusCode(202)
                    .header("Idempotent-Replayed", "true")
                    .header("Location", "/v1/verifications/" + id)
                    .header("Retry-After", notNullValue())
                    .body("id", equalTo(id))
                    .body("status", equalTo("processing"));
        }
        assertThat(stand.uploads()).hasSize(uploads);
    }

    @Test
    void aRepetitionCostsNoByteOfTheBody() {
        // Given
        String key = newKey();
        submit(here(key), "document", "approve").statusCode(202);

        // When
        try (RawUpload again = begin(other, DOCUMENT, key, 8 * MIB, "Expect: 100-continue")) {

            // Then
            assertThat(again.answer())
                    .matches("(?s)HTTP/1.1 20[12] .*")
                    .doesNotContain("100 Continue")
                    .containsIgnoringCase("idempotent-replayed: true");
        }
    }

    @Test
    void aRepetitionShowsTheStateAsItIsNowAndMayWaitForIt() {
        // Given
        String key = newKey();
        String id = submit(here(key), "full-id", "DOCUMENT_EXPIRED-delay=1s")
                .statusCode(202)
                .extract()
                .path("id");

        // When
        ValidatableResponse waited = submit(elsewhere(key).header("Prefer", "wait=20"), "full-id", "approve");
        ValidatableResponse later = submit(here(key), "full-id", "approve");

        // Then
        for (ValidatableResponse repetition : List.of(waited, later)) {
            repetition
                    .statusCode(201)
                    .header("Idempotent-Replayed", "true")
                    .body("id", equalTo(id))
                    .body("status", equalTo("rejected"));
        }
        waited.header("Preference-Applied", "wait=20");
    }

    @Test
    void aSynchronousResultIsRepeatedToo() {
        // Given
        String key = newKey();
        String first = submit(here(key), "liveness", "approve")
                .statusCode(201)
                .extract()
                .asString();

        // When
        String again = submit(elsewhere(key), "liveness", "reject")
                .statusCode(201)
                .header("Idempotent-Replayed", "true")
                .extract()
                .asString();

        // Then
        assertThat(again).isEqualTo(first);
    }

    @Test
    void theKeyOfAnotherKindIsRefusedBeforeTheBody() {
        // Given
        String key = newKey();
        submit(here(key), "full-id", "approve").statusCode(202);

        // When
        try (RawUpload again = begin(other, DOCUMENT, key, 8 * MIB, "Expect: 100-continue")) {

            // Then
            assertThat(again.answer())
                    .startsWith("HTTP/1.1 422")
                    .contains("\"code\":\"idempotency_key_reused\"", "\"retryable\":false");
        }
    }

    @Test
    void whileTheFirstIsUnderWayTheOthersAreToldToComeBack() {
        // Given
        String key = newKey();
        byte[] body = document("approve", MIB);
        try (RawUpload first = begin(stand.gateway(), DOCUMENT, key, body.length)) {
            first.send(body, 0, MIB / 2);
            await().atMost(SOON)
                    .until(() ->
                            submit(here(key), "document", "approve").extract().statusCode() == 409);

            // When
            List<ValidatableResponse> answers =
                    List.of(submit(here(key), "document", "approve"), submit(elsewhere(key), "document", "approve"));

            // Then
            for (ValidatableResponse answer : answers) {
                answer.statusCode(409)
                        .header("Retry-After", "1")
                        .contentType("application/problem+json")
                        .body("code", equalTo("idempotency_in_flight"))
                        .body("retryable", equalTo(true));
            }
            first.send(body, MIB / 2, body.length - MIB / 2);
            assertThat(first.answer()).startsWith("HTTP/1.1 202");
        }
        submit(elsewhere(key), "document", "approve").header("Idempotent-Replayed", "true");
    }

    @Test
    void theKeyOfAnUploadThatBrokeOffIsFree() {
        // Given
        String key = newKey();
        byte[] body = document("approve", 4 * MIB);
        RawUpload first = begin(stand.gateway(), DOCUMENT, key, body.length).send(body, 0, MIB);
        await().atMost(SOON).until(() -> "OPEN".equals(stand.lastUpload().get("ended")));
        long complete = complete();

        // When
        first.vanish();

        // Then
        await().atMost(SOON).until(() -> {
            Response retry = stand.upload(elsewhere(key), "document", "approve").post(DOCUMENT);
            assertThat(retry.statusCode()).isIn(202, 409);
            assertThat(retry.getHeader("Idempotent-Replayed")).isNull();
            return retry.statusCode() == 202;
        });
        assertThat(complete()).isEqualTo(complete + 1);
    }

    @ParameterizedTest
    @CsvSource({"fault=429, 503", "fault=400, 502", "fault=early, 502"})
    void theKeyOfAnUploadThatKairosRefusedIsFree(String script, int status) {
        // Given
        String key = newKey();
        submit(here(key), "full-id", script).statusCode(status);

        // When, Then
        submit(elsewhere(key), "full-id", "approve").statusCode(202).header("Idempotent-Replayed", nullValue());
    }

    @Test
    void theKeyOfAnUploadThatTheGatewayRefusedIsFreeForAnyKind() {
        // Given
        String key = newKey();
        here(key)
                .contentType("application/json")
                .body("{}")
                .post(DOCUMENT)
                .then()
                .statusCode(415);
        here(key)
                .multiPart("document", "document.jpg", new byte[] {1, 2, 3}, "image/jpeg")
                .post(DOCUMENT)
                .then()
                .statusCode(422);

        // When, Then
        submit(elsewhere(key), "full-id", "approve").statusCode(202);
    }

    @Test
    void theKeyOfAnUploadWithBrokenChunksIsFree() throws IOException {
        // Given
        String key = newKey();
        try (Socket socket = new Socket("localhost", stand.gateway().port())) {
            socket.setSoTimeout((int) SOON.toMillis());
            socket.getOutputStream()
                    .write(("""
                            POST /v1/verifications/document HTTP/1.1\r
                            Host: localhost\r
                            Authorization: Bearer %s\r
                            Idempotency-Key: %s\r
                            Content-Type: multipart/form-data; boundary=b\r
                            Transfer-Encoding: chunked\r
                            \r
                            5\r
                            --b\r
                            \r
                            no-length\r
                            """).formatted(GatewayProcess.API_KEY, key).getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 400");
        }

        // When, Then
        await().atMost(SOON)
                .until(() -> submit(here(key), "document", "approve").extract().statusCode() == 202);
    }

    @Test
    void theKeyOfAnUploadThatKairosHungUpOnInTheMiddleIsFree() {
        // Given
        String key = newKey();
        byte[] body = document("fault=reset", 2 * MIB);
        try (RawUpload first = begin(stand.gateway(), DOCUMENT, key, body.length)) {
            first.send(body, 0, MIB + MIB / 2);
            assertThat(first.answer()).startsWith("HTTP/1.1 502").contains("kairos_connection_lost");
        }

        // When, Then
        submit(elsewhere(key), "document", "approve").statusCode(202).header("Idempotent-Replayed", nullValue());
    }

    @ParameterizedTest
    @CsvSource({"fault=500, 502", "fault=hang, 504", "fault=garbage, 502"})
    void whatNobodyKnowsIsSaidAndANewKeyIsTheWayOut(String script, int status) {
        // Given
        String key = newKey();
        submit(here(key), "document", script).statusCode(status);
        int uploads = stand.uploads().size();

        // When
        List<ValidatableResponse> answers =
                List.of(submit(here(key), "document", "approve"), submit(elsewhere(key), "document", "approve"));

        // Then
        for (ValidatableResponse answer : answers) {
            answer.statusCode(409)
                    .header("Retry-After", nullValue())
                    .body("code", equalTo("outcome_unknown"))
                    .body("retryable", equalTo(false));
        }
        assertThat(stand.uploads()).hasSize(uploads);
        submit(here(newKey()), "document", "approve").statusCode(202);
    }

    @Test
    void oneOfManyAtOnceIsSubmitted() {
        // Given
        String key = newKey();
        long complete = complete();

        // When
        List<CompletableFuture<Response>> attempts = IntStream.range(0, 24)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> stand.upload(i % 2 == 0 ? here(key) : elsewhere(key), "full-id", "approve-poll=never")
                                .post("/v1/verifications/full-id")))
                .toList();

        // Then
        List<Response> answers = attempts.stream().map(CompletableFuture::join).toList();
        assertThat(answers)
                .extracting(Response::statusCode)
                .isSubsetOf(202, 409)
                .contains(202);
        String id = submit(here(key), "full-id", "approve")
                .statusCode(202)
                .extract()
                .path("id");
        assertThat(answers)
                .filteredOn(answer -> answer.statusCode() == 202)
                .allSatisfy(answer -> assertThat(answer.<String>path("id")).isEqualTo(id))
                .filteredOn(answer -> answer.getHeader("Idempotent-Replayed") == null)
                .hasSize(1);
        assertThat(complete()).isEqualTo(complete + 1);
    }

    @Test
    void aClientThatLeftBeforeTheAnswerGetsItWithItsKey() {
        // Given: the synchronous kinds are answered when they are decided.
        String key = newKey();
        byte[] body = MultipartBodies.body()
                .file("selfie", "approve-delay=1s.jpg", "image/jpeg", Pictures.jpeg(600, 800))
                .text("threshold", "0.6")
                .close();
        long complete = complete();
        RawUpload first = begin(stand.gateway(), "/v1/verifications/liveness", key, body.length)
                .send(body);
        await().atMost(SOON).until(() -> complete() == complete + 1);

        // When
        first.vanish();

        // Then
        await().atMost(SOON)
                .until(() ->
                        submit(elsewhere(key), "liveness", "reject").extract().statusCode() == 201);
        submit(elsewhere(key), "liveness", "reject")
                .header("Idempotent-Replayed", "true")
                .body("status", equalTo("approved"));
        assertThat(complete()).isEqualTo(complete + 1);
    }

    @Test
    void aKeyIsItsTenantsOwn() {
        // Given
        String key = newKey();
        String id = submit(here(key), "full-id", "approve")
                .statusCode(202)
                .extract()
                .path("id");

        // When
        ValidatableResponse answer = submit(
                stand.stranger().header("Authorization", "Bearer " + OTHER_KEY).header("Idempotency-Key", key),
                "full-id",
                "approve");

        // Then
        answer.statusCode(202).header("Idempotent-Replayed", nullValue());
        assertThat(answer.extract().<String>path("id")).isNotEqualTo(id);
    }

    @Test
    void aSubmitTokenWithAKeyMayBeRepeatedAndWithAnotherItIsUsed() {
        // Given
        String key = newKey();
        String token = token();
        String id = submit(with(token).header("Idempotency-Key", key), "full-id", "approve")
                .statusCode(202)
                .extract()
                .path("id");

        // When
        ValidatableResponse again = submit(
                given().baseUri(other.uri("").toString())
                        .header("Authorization", "Bearer " + token)
                        .header("Idempotency-Key", key),
                "full-id",
                "approve");

        // Then
        again.header("Idempotent-Replayed", "true")
                .body("id", equalTo(id))
                .body("keySet()", equalTo(java.util.Set.of("id", "kind", "status", "reasons", "next_action", "links")));
        submit(with(token).header("Idempotency-Key", newKey()), "full-id", "approve")
                .statusCode(409)
                .body("code", equalTo("token_used"));
        submit(with(token), "full-id", "approve").statusCode(409).body("code", equalTo("token_used"));
        ValidatableResponse stranger = submit(with(token()).header("Idempotency-Key", key), "full-id", "approve");
        assertThat(stranger.statusCode(202).extract().<String>path("id")).isNotEqualTo(id);
    }

    private static RequestSpecification with(String token) {
        return stand.stranger().header("Authorization", "Bearer " + token);
    }

    private static String token() {
        return stand.caller()
                .contentType("application/json")
                .body("{\"scope\":\"submit\",\"kind\":\"full-id\"}")
                .post("/v1/client-tokens")
                .then()
                .statusCode(201)
                .extract()
                .path("token");
    }

    @Test
    void aDeletedVerificationIsGoneForItsKeyTooAndNotSubmittedAgain() {
        // Given
        String key = newKey();
        String id = submit(here(key), "full-id", "approve").extract().path("id");
        stand.caller().delete("/v1/verifications/" + id).then().statusCode(204);
        int uploads = stand.uploads().size();

        // When, Then
        submit(elsewhere(key), "full-id", "approve").statusCode(410).body("code", equalTo("gone"));
        assertThat(stand.uploads()).hasSize(uploads);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "\"open", "a, b"})
    void aKeyThatIsNoneIsRefusedBeforeTheBody(String key) {
        try (RawUpload upload = begin(stand.gateway(), DOCUMENT, key, 8 * MIB, "Expect: 100-continue")) {
            assertThat(upload.answer()).startsWith("HTTP/1.1 400").contains("\"code\":\"bad_request\"");
        }
    }

    private static Response dropIn(String kind, String key, String script) {
        RequestSpecification request = stand.kairosClient();
        return stand.upload(key == null ? request : request.header("Idempotency-Key", key), kind, script)
                .post("/v0.1/" + kind + "-verification");
    }

    @ParameterizedTest
    @ValueSource(strings = {"full-id", "liveness"})
    void theDropInRepeatsTheFirstAnswerOfKairosByteForByte(String kind) {
        // Given
        String key = newKey();
        Response first = dropIn(kind, key, "approve");
        int uploads = stand.uploads().size();

        // When
        Response again = dropIn(kind, key, "reject");

        // Then
        assertThat(first.statusCode() / 100).isEqualTo(2);
        assertThat(again.statusCode()).isEqualTo(first.statusCode());
        assertThat(again.asByteArray()).isEqualTo(first.asByteArray());
        assertThat(again.contentType()).isEqualTo(first.contentType());
        assertThat(again.getHeader("Idempotent-Replayed")).isEqualTo("true");
        assertThat(first.getHeader("Idempotent-Replayed")).isNull();
        assertThat(stand.uploads()).hasSize(uploads);
    }

    @Test
    void theDropInKeepsTheOtherPromisesToo() {
        // Given
        String unknown = newKey();
        String refused = newKey();
        String deleted = newKey();

        // When
        dropIn("full-id", unknown, "fault=500").then().statusCode(500);
        dropIn("full-id", refused, "fault=400").then().statusCode(400);
        String id = dropIn("full-id", deleted, "approve").path("api_req_uuid");
        stand.caller().delete("/v1/verifications/" + id).then().statusCode(204);

        // Then
        dropIn("full-id", unknown, "approve").then().statusCode(409).body("code", equalTo("outcome_unknown"));
        dropIn("full-id", deleted, "approve").then().statusCode(410).body("code", equalTo("gone"));
        dropIn("full-id", refused, "approve").then().statusCode(201);
        dropIn("document", refused, "approve").then().statusCode(422).body("code", equalTo("idempotency_key_reused"));
    }

    @Test
    void withoutAKeyEveryRequestIsItsOwn() {
        // When
        Map<String, Object> first = submit(stand.caller(), "full-id", "approve")
                .extract()
                .jsonPath()
                .getMap("$");
        Map<String, Object> second = submit(stand.caller(), "full-id", "approve")
                .extract()
                .jsonPath()
                .getMap("$");

        // Then
        assertThat(first.get("id")).isNotEqualTo(second.get("id"));
    }
}
