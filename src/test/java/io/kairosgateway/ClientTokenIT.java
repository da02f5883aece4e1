package io.kairosgateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.kairosgateway.testing.EventStreamClient;
import io.kairosgateway.testing.EventStreamClient.Event;
import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.RealRedis;
import io.kairosgateway.testing.Stand;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client token opens, on two replicas of the packaged gateway that share a Redis and log all they can. */
class ClientTokenIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String ORIGIN = "https://app.example";
    private static final String OTHER_KEY = "test-key-of-the-other-tenant";
    private static final String[] MINIMAL = {"id", "kind", "status", "reasons", "next_action", "links"};

    /** All that were minted, which no log may hold. */
    private static final Queue<String> MINTED = new ConcurrentLinkedQueue<>();

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
                .with("GATEWAY_KAIROS_ANSWER_TIMEOUT", "2s")
                .with("QUARKUS_HTTP_ACCESS_LOG_ENABLED", "true")
                .with("QUARKUS_LOG_LEVEL", "DEBUG"));
        other = launch[0].start();
    }

    @AfterAll
    static void stop() {
        List<String> outputs = List.of(stand.gateway().log(), other.log(), metrics(stand.gateway()), metrics(other));
        other.close();
        stand.close();
        redis.close();
        assertThat(outputs.get(0)).contains("/events").doesNotContain("unexpected fault", "has been blocked");
        assertThat(MINTED).hasSizeGreaterThan(10);
        for (String token : MINTED) {
            String signature = token.substring(token.lastIndexOf('.') + 1);
            assertThat(outputs).noneMatch(output -> output.contains(token) || output.contains(signature));
        }
    }

    private static String metrics(GatewayProcess gateway) {
        return GatewayProcess.get(gateway.managementUri("/q/metrics")).body();
    }

    private static ValidatableResponse mint(String apiKey, String json) {
        return stand.stranger()
                .header("Authorization", "Bearer " + apiKey)
                .contentType(ContentType.JSON)
                .body(json)
                .post("/v1/client-tokens")
                .then();
    }

    private static String minted(String json) {
        String token =
                mint(GatewayProcess.API_KEY, json).statusCode(201).extract().path("token");
        MINTED.add(token);
        return token;
    }

    private static String submitToken(String kind) {
        return minted("{\"scope\":\"submit\",\"kind\":\"" + kind + "\"}");
    }

    private static String watchToken(String id) {
        return minted("{\"scope\":\"watch\",\"id\":\"" + id + "\"}");
    }

    private static RequestSpecification with(String token) {
        return stand.stranger().header("Authorization", "Bearer " + token);
    }

    /** The same request, to the other replica. */
    private static RequestSpecification elsewhere(String token) {
        return given().baseUri(other.uri("").toString()).header("Authorization", "Bearer " + token);
    }

    private static ValidatableResponse upload(String token, String kind, String script) {
        return stand.upload(with(token), kind, script)
                .post("/v1/verifications/" + kind)
                .then();
    }

    private static EventStreamClient events(GatewayProcess gateway, String id, String token) {
        return EventStreamClient.open(gateway.uri("/v1/verifications/" + id + "/events?token=" + token));
    }

    private static void assertRefused(Response response) {
        response.then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", "Bearer")
                .body("code", equalTo("unauthenticated"))
                .body(
                        "detail",
                        equalTo("Send a valid API key, or a client token that opens this, as Authorization: Bearer."));
    }

    private static Map<String, Object> withoutRequestId(Response response) {
        Map<String, Object> body = response.jsonPath().getMap("$");
        assertThat(body.remove("request_id")).isNotNull();
        return body;
    }

    @Test
    void aBackendMintsATokenForOneUpload() {
        // When
        JsonPath answer = mint(GatewayProcess.API_KEY, """
                        {"scope":"submit","kind":"full-id","origin":"https://app.example","expires_in":600}""")
                .statusCode(201)
                .contentType("application/json")
                .header("Cache-Control", "no-store")
                .body("scope", equalTo("submit"))
                .body("size()", equalTo(3))
                .extract()
                .jsonPath();

        // Then
        MINTED.add(answer.getString("token"));
        assertThat(answer.getString("token").split("\\.")).hasSize(3);
        assertThat(Instant.parse(answer.getString("expires_at")))
                .isBetween(Instant.now().plusSeconds(540), Instant.now().plusSeconds(600));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{\"scope\":\"all\"}",
                "{\"scope\":\"submit\",\"kind\":\"passport\"}",
                "{\"scope\":\"submit\",\"kind\":\"full-id\",\"origin\":\"app.example/secret-path\"}",
                "{\"scope\":\"submit\",\"kind\":\"full-id\",\"expires_in\":3601}"
            })
    void aRequestThatCannotBeUnderstoodMintsNothing(String json) {
        String body = mint(GatewayProcess.API_KEY, json)
                .statusCode(400)
                .contentType("application/problem+json")
                .body("code", equalTo("bad_request"))
                .extract()
                .asString();
        assertThat(body).doesNotContain("passport", "secret-path", "Exception");
    }

    @Test
    void aBodyThatIsTooLargeOrNoJsonMintsNothing() {
        mint(GatewayProcess.API_KEY, "{\"scope\":\"" + "x".repeat(100_000) + "\"}")
                .statusCode(413)
                .body("code", equalTo("request_too_large"));
        stand.caller()
                .contentType(ContentType.TEXT)
                .body("{}")
                .post("/v1/client-tokens")
                .then()
                .statusCode(415);
    }

    @Test
    void aClientThatAsksBeforeItSendsIsInvited() {
        // When: curl asks so for large bodies, other clients for all of them.
        stand.caller()
                .header("Expect", "100-continue")
                .contentType(ContentType.JSON)
                .body("{\"scope\":\"submit\",\"kind\":\"full-id\"}")
                .post("/v1/client-tokens")
                .then()
                .statusCode(201);
    }

    @Test
    void onlyABackendMints() {
        // Given
        String token = submitToken("full-id");

        // Then
        String json = "{\"scope\":\"submit\",\"kind\":\"full-id\"}";
        mint(token, json).statusCode(401).body("code", equalTo("unauthenticated"));
        mint("wrong", json).statusCode(401).body("code", equalTo("unauthenticated"));
    }

    @Test
    void aSubmitTokenUploadsOnceAndThenWatchesOnEveryReplica() {
        // Given
        String token = submitToken("full-id");

        // When
        String id = upload(token, "full-id", "DOCUMENT_EXPIRED,delay=1s")
                .statusCode(202)
                .header("Location", notNullValue())
                .body("keySet()", equalTo(Set.of(MINIMAL)))
                .body("status", equalTo("processing"))
                .extract()
                .path("id");

        // Then
        String processing = with(token)
                .get("/v1/verifications/" + id)
                .then()
                .statusCode(202)
                .extract()
                .header("ETag");
        assertThat(processing).isNotEqualTo("\"processing\"");
        elsewhere(token)
                .header("Prefer", "wait=30")
                .get("/v1/verifications/" + id)
                .then()
                .statusCode(200)
                .body("keySet()", equalTo(Set.of(MINIMAL)))
                .body("status", equalTo("rejected"))
                .body("reasons[0].keySet()", equalTo(Set.of("code")))
                .body("reasons.code", hasItem("DOCUMENT_EXPIRED"))
                .body("next_action", equalTo("use_other_document"));
    }

    @Test
    void theTwoViewsOfAStateHaveDifferentTags() {
        // Given
        String id = stand.submitted("approve");
        String full = stand.caller()
                .get("/v1/verifications/" + id + "?wait=30")
                .then()
                .statusCode(200)
                .body("result", notNullValue())
                .extract()
                .header("ETag");
        String token = watchToken(id);

        // When
        String minimal = with(token)
                .header("If-None-Match", full)
                .get("/v1/verifications/" + id)
                .then()
                .statusCode(200)
                .body("result", nullValue())
                .extract()
                .header("ETag");

        // Then
        with(token)
                .header("If-None-Match", minimal)
                .get("/v1/verifications/" + id)
                .then()
                .statusCode(304);
    }

    @Test
    void aSynchronousDecisionIsMinimalToo() {
        // Given
        String token = submitToken("liveness");

        // When
        String id = upload(token, "liveness", "approve")
                .statusCode(201)
                .body("keySet()", equalTo(Set.of(MINIMAL)))
                .body("status", equalTo("approved"))
                .extract()
                .path("id");

        // Then
        elsewhere(token).get("/v1/verifications/" + id).then().statusCode(200);
    }

    @Test
    void aUsedTokenUploadsNothingMoreOnAnyReplica() {
        // Given
        String token = submitToken("full-id");
        upload(token, "full-id", "approve").statusCode(202);
        int uploads = stand.uploads().size();

        // When
        ValidatableResponse here = upload(token, "full-id", "approve");
        ValidatableResponse there = stand.upload(elsewhere(token), "full-id", "approve")
                .post("/v1/verifications/full-id")
                .then();

        // Then
        for (ValidatableResponse answer : List.of(here, there)) {
            answer.statusCode(409)
                    .contentType("application/problem+json")
                    .body("code", equalTo("token_used"))
                    .body("retryable", equalTo(false));
        }
        assertThat(stand.uploads()).hasSize(uploads);
    }

    @Test
    void aUseThatKairosNeverHadInWholeIsGivenBack() {
        // Given
        String token = submitToken("full-id");

        // When
        with(token)
                .contentType(ContentType.JSON)
                .body("{}")
                .post("/v1/verifications/full-id")
                .then()
                .statusCode(415);
        with(token)
                .multiPart("selfie", "selfie.jpg", new byte[] {1, 2, 3}, "image/jpeg")
                .post("/v1/verifications/full-id")
                .then()
                .statusCode(422);
        upload(token, "full-id", "fault=429").statusCode(503);
        upload(token, "full-id", "fault=early").statusCode(502);

        // Then
        upload(token, "full-id", "approve").statusCode(202);
    }

    @Test
    void aUseThatBrokeOffIsGivenBack() throws IOException {
        // Given
        String token = submitToken("full-id");

        // When
        try (Socket socket = new Socket("localhost", stand.gateway().port())) {
            socket.setSoTimeout((int) SOON.toMillis());
            socket.getOutputStream().write(("""
                            POST /v1/verifications/full-id HTTP/1.1\r
                            Host: localhost\r
                            Authorization: Bearer %s\r
                            Content-Type: multipart/form-data; boundary=b\r
                            Content-Length: 1000000\r
                            Expect: 100-continue\r
                            \r
                            """).formatted(token).getBytes(StandardCharsets.US_ASCII));
            String invitation = "HTTP/1.1 100 Continue";
            assertThat(new String(socket.getInputStream().readNBytes(invitation.length()), StandardCharsets.US_ASCII))
                    .isEqualTo(invitation);
            upload(token, "full-id", "approve").statusCode(409);
            socket.getOutputStream().write("--b\r\n".getBytes(StandardCharsets.US_ASCII));
        }

        // Then
        await().atMost(SOON)
                .untilAsserted(() -> upload(token, "full-id", "approve").statusCode(202));
    }

    @ParameterizedTest
    @CsvSource({"fault=500, 502", "fault=hang, 504", "fault=garbage, 502"})
    void aUseOfWhichNobodyKnowsWhatBecameStaysTaken(String script, int status) {
        // Given
        String token = submitToken("full-id");
        upload(token, "full-id", script).statusCode(status);

        // When, Then
        upload(token, "full-id", "approve").statusCode(409).body("code", equalTo("token_used"));
    }

    @Test
    void aSubmitTokenOpensNothingElse() {
        // Given
        String token = submitToken("full-id");
        String anothers = stand.submitted("approve");

        // When, Then
        assertRefused(with(token).get("/v1/verifications/" + anothers));
        assertRefused(with(token).get("/v1/verifications/" + Stand.newId()));
        String id =
                upload(token, "full-id", "approve").statusCode(202).extract().path("id");
        assertRefused(with(token).get("/v1/verifications/" + anothers));
        assertRefused(stand.upload(with(token), "document", "approve").post("/v1/verifications/document"));
        assertRefused(with(token).delete("/v1/verifications/" + id));
        stand.upload(stand.stranger().header("app_id", "default").header("app_key", token), "full-id", "approve")
                .post("/v0.1/full-id-verification")
                .then()
                .statusCode(401);
    }

    @Test
    void aWatchTokenOpensItsOneVerification() {
        // Given
        String id = stand.submitted("approve");
        String token = watchToken(id);

        // Then
        with(token).get("/v1/verifications/" + id + "?wait=30").then().statusCode(200);
        assertRefused(with(token).get("/v1/verifications/" + stand.submitted("approve")));
        assertRefused(with(token).get("/v1/verifications/" + Stand.newId()));
        assertRefused(with(token).delete("/v1/verifications/" + id));
        assertRefused(stand.upload(with(token), "full-id", "approve").post("/v1/verifications/full-id"));
        stand.caller().delete("/v1/verifications/" + id).then().statusCode(204);
        with(token).get("/v1/verifications/" + id).then().statusCode(410);
    }

    @Test
    void anotherTenantsVerificationCannotBeToldFromOneThatNeverWas() {
        // Given
        String id = stand.submitted("approve");

        // When
        Response foreign = mint(OTHER_KEY, "{\"scope\":\"watch\",\"id\":\"" + id + "\"}")
                .statusCode(404)
                .extract()
                .response();
        Response unknown = mint(OTHER_KEY, "{\"scope\":\"watch\",\"id\":\"" + Stand.newId() + "\"}")
                .statusCode(404)
                .extract()
                .response();

        // Then
        assertThat(withoutRequestId(foreign)).isEqualTo(withoutRequestId(unknown));
        String theirs = mint(OTHER_KEY, "{\"scope\":\"submit\",\"kind\":\"full-id\"}")
                .statusCode(201)
                .extract()
                .path("token");
        MINTED.add(theirs);
        assertRefused(with(theirs).get("/v1/verifications/" + id));
        String own =
                upload(theirs, "full-id", "approve").statusCode(202).extract().path("id");
        stand.caller().get("/v1/verifications/" + own).then().statusCode(404);
    }

    @Test
    void aTokenForAnOriginComesFromThereOnly() {
        // Given
        String id = stand.submitted("approve");
        String token = minted("{\"scope\":\"watch\",\"id\":\"" + id + "\",\"origin\":\"" + ORIGIN + "\"}");
        String path = "/v1/verifications/" + id;

        // Then
        with(token).header("Origin", ORIGIN).get(path + "?wait=30").then().statusCode(200);
        assertRefused(with(token).get(path));
        for (String origin : List.of("https://app.example.evil.example", "http://app.example", "null", "")) {
            assertRefused(with(token).header("Origin", origin).get(path));
        }
        try (EventStreamClient stream = EventStreamClient.open(
                stand.gateway().uri(path + "/events?token=" + token), "Origin", "https://other.example")) {
            assertThat(stream.status()).isEqualTo(401);
        }
    }

    @Test
    void anEventSourceWatchesByItsAddressAndSeesTheMinimalView() {
        // Given
        String token = submitToken("full-id");
        String id = upload(token, "full-id", "review,delay=1s").extract().path("id");

        // When
        try (EventStreamClient stream = events(other, id, token)) {
            await().atMost(SOON).until(stream::ended);

            // Then
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.named()).extracting(Event::name).containsExactly("status", "decision");
            for (Event event : stream.named()) {
                assertThat(JsonPath.from(event.data()).getMap("$")).containsOnlyKeys(MINIMAL);
            }
            assertThat(stream.named().get(1).data()).contains("\"status\":\"review\"");
        }
    }

    @Test
    void aStreamEndsWithItsTokenAndTheReconnectIsRefused() {
        // Given
        String id = stand.submitted("poll=never");
        String token = minted("{\"scope\":\"watch\",\"id\":\"" + id + "\",\"expires_in\":4}");

        // When
        try (EventStreamClient stream = events(stand.gateway(), id, token)) {
            assertThat(stream.status()).isEqualTo(200);
            await().atMost(SOON).until(stream::ended);

            // Then
            assertThat(stream.named()).extracting(Event::name).containsExactly("status");
        }
        await().atMost(SOON).untilAsserted(() -> {
            try (EventStreamClient again = events(stand.gateway(), id, token)) {
                assertThat(again.status()).isEqualTo(401);
            }
        });
        assertRefused(with(token).get("/v1/verifications/" + id));
    }

    @Test
    void onlyAnEventStreamTakesATokenFromTheAddress() {
        // Given
        String id = stand.submitted("approve");
        String token = watchToken(id);
        String upload = submitToken("full-id");
        String events = "/v1/verifications/" + id + "/events";

        // Then
        assertRefused(stand.stranger().get("/v1/verifications/" + id + "?token=" + token));
        assertRefused(
                stand.upload(stand.stranger(), "full-id", "approve").post("/v1/verifications/full-id?token=" + upload));
        assertRefused(stand.stranger().get(events + "?token=" + GatewayProcess.API_KEY));
        assertRefused(stand.stranger().get(events + "?token=" + token + "&token=" + token));
        assertRefused(with("wrong").get(events + "?token=" + token));
        assertRefused(stand.stranger().get(events + "?token="));
        assertRefused(stand.stranger().get(events));
    }

    @Test
    void whateverIsWrongWithATokenTheAnswerIsTheSame() {
        // Given
        String id = stand.submitted("approve");
        String token = watchToken(id);
        String[] parts = token.split("\\.");
        String none =
                Base64.getUrlEncoder().withoutPadding().encodeToString("{\"alg\":\"none\",\"typ\":\"JWT\"}".getBytes());

        // When
        List<Map<String, Object>> answers = List.of(
                        "garbage",
                        token + "x",
                        none + "." + parts[1] + ".",
                        none + "." + parts[1] + "." + parts[2],
                        parts[0] + "." + parts[1] + "." + "A".repeat(43),
                        submitToken("document"),
                        watchToken(stand.submitted("approve")),
                        minted("{\"scope\":\"watch\",\"id\":\"" + id + "\",\"origin\":\"" + ORIGIN + "\"}"))
                .stream()
                .map(shown -> with(shown).get("/v1/verifications/" + id))
                .peek(ClientTokenIT::assertRefused)
                .map(ClientTokenIT::withoutRequestId)
                .toList();

        // Then
        assertThat(answers).hasSize(8).containsOnly(answers.get(0));
    }
}
