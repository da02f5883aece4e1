package io.kairosgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.matchesRegex;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.kairosgateway.testing.EventStreamClient;
import io.kairosgateway.testing.EventStreamClient.Event;
import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.Stand;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every row of the HTTP contract, against the packaged gateway. */
class ContractIT {

    private static final Duration SOON = Duration.ofSeconds(15);
    private static Stand stand;

    @BeforeAll
    static void start() {
        stand = Stand.start();
    }

    @AfterAll
    static void stop() {
        stand.closeWithACleanLog();
    }

    private static EventStreamClient events(String id, String... headers) {
        String[] all = new String[headers.length + 2];
        all[0] = "Authorization";
        all[1] = "Bearer " + GatewayProcess.API_KEY;
        System.arraycopy(headers, 0, all, 2, headers.length);
        return EventStreamClient.open(stand.gateway().uri("/v1/verifications/" + id + "/events"), all);
    }

    private static ValidatableResponse decided(String id) {
        return stand.caller()
                .header("Prefer", "wait=30")
                .get("/v1/verifications/" + id)
                .then()
                .statusCode(200);
    }

    @Test
    void theLimitsAreOpenToAnyPageAndCacheable() {
        // When
        Response limits = stand.stranger()
                .header("Origin", "https://anywhere.example")
                .header("Authorization", "Bearer of-nobody")
                .get("/v1/limits");

        // Then
        limits.then()
                .statusCode(200)
                .contentType("application/json")
                .header("Cache-Control", matchesRegex("public, max-age=[0-9]+"))
                .header("Access-Control-Allow-Origin", "*")
                .body("max_request_bytes", equalTo(32 << 20))
                .body("max_part_bytes", equalTo(15 << 20))
                .body("min_pixels", equalTo(300))
                .body("max_pixels", equalTo(5000))
                .body("kinds.keySet()", containsInAnyOrder("full-id", "document", "biometric", "liveness"))
                .body("kinds.full-id.parts.name", contains("selfie", "document", "document_back", "profile"))
                .body("kinds.full-id.parts.required", contains(true, true, false, false))
                .body("kinds.full-id.parts[0].types", contains("image/jpeg", "image/png"))
                .body("kinds.document.parts[0].types", contains("image/jpeg", "image/png", "application/pdf"))
                .body("kinds.full-id.parts[3].values", contains("optimal-v0", "permissive-v0", "strict-v0"));
        stand.stranger()
                .header("If-None-Match", limits.header("ETag"))
                .get("/v1/limits")
                .then()
                .statusCode(304);
        stand.stranger()
                .head("/v1/limits")
                .then()
                .statusCode(200)
                .header("Content-Length", String.valueOf(limits.asByteArray().length));
        stand.stranger()
                .header("Origin", "https://anywhere.example")
                .header("Access-Control-Request-Method", "GET")
                .header("Access-Control-Request-Headers", "traceparent")
                .options("/v1/limits")
                .then()
                .statusCode(204)
                .header("Access-Control-Allow-Headers", containsString("*"));
        stand.stranger().post("/v1/limits").then().statusCode(405);
    }

    @ParameterizedTest
    @ValueSource(strings = {"full-id", "document"})
    void anAsynchronousKindIsAcceptedAndDecidedLater(String kind) {
        // When
        String id = stand.upload(stand.caller(), kind, "approve,delay=1s")
                .post("/v1/verifications/" + kind)
                .then()
                .statusCode(202)
                .header("Location", matchesRegex("/v1/verifications/[0-9a-f-]{36}"))
                .header("Retry-After", matchesRegex("[0-9]+"))
                .header("Cache-Control", "no-store")
                .header("X-Request-ID", notNullValue())
                .contentType("application/json")
                .body("status", equalTo("processing"))
                .body("kind", equalTo(kind))
                .body("submitted_at", matchesRegex("20[0-9-]+T[0-9:.]+Z"))
                .body("decided_at", nullValue())
                .body("result", nullValue())
                .body("next_action", equalTo("wait"))
                .extract()
                .path("id");

        // Then
        stand.caller()
                .get("/v1/verifications/" + id)
                .then()
                .statusCode(202)
                .header("Retry-After", matchesRegex("[0-9]+"))
                .header("ETag", equalTo("\"processing\""))
                .body("status", equalTo("processing"));
        decided(id)
                .body("status", equalTo("approved"))
                .header("Preference-Applied", "wait=30")
                .header("Retry-After", nullValue())
                .body("decided_at", matchesRegex("20[0-9-]+T[0-9:.]+Z"))
                .body("reasons.findAll { it.decision == 'reject' }", equalTo(List.of()))
                .body("scores.reject", equalTo(0))
                .body("next_action", equalTo("proceed"))
                .body("result.api_req_uid", equalTo(id))
                .body("links.self", equalTo("/v1/verifications/" + id))
                .body("links.events", equalTo("/v1/verifications/" + id + "/events"));
    }

    @ParameterizedTest
    @CsvSource({
        "biometric, approve, approved",
        "biometric, FAILED_FACE_MATCH, rejected",
        "liveness, approve, approved",
        "liveness, reject, rejected"
    })
    void aSynchronousKindIsDecidedAtOnce(String kind, String script, String status) {
        stand.upload(stand.caller(), kind, script)
                .post("/v1/verifications/" + kind)
                .then()
                .statusCode(201)
                .header("Location", startsWith("/v1/verifications/"))
                .header("Retry-After", nullValue())
                .body("status", equalTo(status))
                .body("result.api_req_uid", notNullValue());
    }

    @Test
    void aSynchronousDecisionCanBeReadAgain() {
        // Given
        String id = stand.upload(stand.caller(), "biometric", "review")
                .post("/v1/verifications/biometric")
                .path("id");

        // Then
        decided(id).body("status", equalTo("review")).body("next_action", equalTo("await_review"));
    }

    @ParameterizedTest
    @CsvSource({
        "approve, approved, proceed",
        "review, review, await_review",
        "DOCUMENT_EXPIRED, rejected, use_other_document",
        "FAILED_FACE_MATCH, rejected, retake_selfie"
    })
    void submitAndDecisionInOneCall(String script, String status, String nextAction) {
        stand.upload(stand.caller(), "full-id", script)
                .header("Prefer", "wait=30")
                .post("/v1/verifications/full-id")
                .then()
                .statusCode(201)
                .header("Preference-Applied", "wait=30")
                .body("status", equalTo(status))
                .body("next_action", equalTo(nextAction));
    }

    @Test
    void theReasonsAreKairosOwn() {
        stand.upload(stand.caller(), "full-id", "DOCUMENT_EXPIRED")
                .header("Prefer", "wait=30")
                .post("/v1/verifications/full-id")
                .then()
                .body("reasons.code", hasItem("DOCUMENT_EXPIRED"))
                .body("reasons.find { it.code == 'DOCUMENT_EXPIRED' }.decision", equalTo("reject"))
                .body("reasons.find { it.code == 'DOCUMENT_EXPIRED' }.confidence", notNullValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"pending=404", "pending=202", "pending=200"})
    void everyFormOfNotYetIsWaitedThrough(String pending) {
        // Given
        String id = stand.submitted("approve,delay=1s," + pending);

        // Then
        decided(id).body("status", equalTo("approved"));
    }

    @Test
    void aLongPollThatEndsWithoutADecisionSaysProcessing() {
        // Given
        String id = stand.submitted("poll=never");

        // When, Then
        stand.caller()
                .get("/v1/verifications/" + id + "?wait=1")
                .then()
                .statusCode(202)
                .header("Preference-Applied", "wait=1")
                .header("Retry-After", notNullValue())
                .body("status", equalTo("processing"));
    }

    @Test
    void aWaitThatIsTooLongIsCutAndOneThatCannotBeReadIsIgnoredOrRefused() {
        // Given
        String id = stand.submitted("approve");
        decided(id);

        // Then
        stand.caller()
                .header("Prefer", "respond-async, wait=100000")
                .get("/v1/verifications/" + id)
                .then()
                .statusCode(200)
                .header("Preference-Applied", "wait=55");
        stand.caller()
                .get("/v1/verifications/" + id + "?wait=99999999999999999999")
                .then()
                .statusCode(200)
                .header("Preference-Applied", "wait=55");
        stand.caller()
                .header("Prefer", "wait=soon")
                .get("/v1/verifications/" + id)
                .then()
                .statusCode(200)
                .header("Preference-Applied", nullValue());
        stand.caller()
                .get("/v1/verifications/" + id + "?wait=soon")
                .then()
                .statusCode(400)
                .body("code", equalTo("bad_request"));
    }

    @Test
    void anIdInUpperCaseIsTheSameEverywhere() {
        // Given
        String id = stand.submitted("approve");
        String upper = id.toUpperCase(Locale.ROOT);
        decided(id);

        // Then: read, watched, resumed, by a token, at the drop-in; and deleted.
        stand.caller()
                .get("/v1/verifications/" + upper)
                .then()
                .statusCode(200)
                .body("id", equalTo(id))
                .body("links.self", equalTo("/v1/verifications/" + id));
        String last;
        try (EventStreamClient stream = events(upper)) {
            await().atMost(SOON).until(stream::ended);
            last = stream.named().get(1).id();
        }
        try (EventStreamClient again = events(upper, "Last-Event-ID", last.toUpperCase(Locale.ROOT))) {
            assertThat(again.status()).isEqualTo(204);
        }
        String token = stand.caller()
                .contentType("application/json")
                .body("{\"scope\":\"watch\",\"id\":\"" + upper + "\"}")
                .post("/v1/client-tokens")
                .then()
                .statusCode(201)
                .extract()
                .path("token");
        for (String either : List.of(id, upper)) {
            stand.stranger()
                    .header("Authorization", "Bearer " + token)
                    .get("/v1/verifications/" + either)
                    .then()
                    .statusCode(200)
                    .body("id", equalTo(id));
        }
        stand.kairosClient()
                .get("/v0.1/full-id-verification/" + upper)
                .then()
                .statusCode(200)
                .body("api_req_uid", equalTo(id));
        stand.caller().delete("/v1/verifications/" + upper).then().statusCode(204);
        stand.caller().get("/v1/verifications/" + id).then().statusCode(410);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*/*",
                "application/problem+json",
                "application/problem+json, text/html;q=0.5",
                "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"
            })
    void whatIsUsuallyAcceptedIsRightOnEveryRoute(String accept) {
        // Given
        String id = stand.submitted("approve");
        decided(id);
        Supplier<RequestSpecification> caller = () -> stand.caller().header("Accept", accept);
        Supplier<RequestSpecification> kairosClient = () -> stand.kairosClient().header("Accept", accept);
        String token = "{\"scope\":\"watch\",\"id\":\"" + id + "\"}";

        // When, Then
        stand.upload(caller.get(), "document", "approve")
                .post("/v1/verifications/document")
                .then()
                .statusCode(202);
        stand.upload(kairosClient.get(), "document", "approve")
                .post("/v0.1/document-verification")
                .then()
                .statusCode(201);
        caller.get().get("/v1/verifications/" + id).then().statusCode(200).contentType("application/json");
        caller.get()
                .get("/v1/verifications/" + id + "/events")
                .then()
                .statusCode(200)
                .contentType("text/event-stream");
        kairosClient.get().get("/v0.1/full-id-verification/" + id).then().statusCode(200);
        caller.get()
                .contentType("application/json")
                .body(token)
                .post("/v1/client-tokens")
                .then()
                .statusCode(201)
                .contentType("application/json");
        for (String file : List.of("/kairos-gateway.js", "/openapi.yaml")) {
            caller.get().get(file).then().statusCode(200);
        }
        caller.get().delete("/v1/verifications/" + id).then().statusCode(204);
        caller.get().get("/v1/verifications/" + id).then().statusCode(410).contentType("application/problem+json");
    }

    @Test
    void anUnchangedStateIsNotSentAgain() {
        // Given
        String id = stand.submitted("approve");
        String etag = decided(id).extract().header("ETag");

        // Then
        stand.caller()
                .header("If-None-Match", etag)
                .get("/v1/verifications/" + id)
                .then()
                .statusCode(304)
                .header("ETag", etag);
        stand.caller()
                .header("If-None-Match", "\"processing\"")
                .get("/v1/verifications/" + id)
                .then()
                .statusCode(200);
    }

    @Test
    void theEventStreamTellsTheStateTheDecisionAndEnds() {
        // Given
        String id = stand.submitted("approve,delay=1s");

        // When
        try (EventStreamClient stream = events(id)) {
            await().atMost(SOON).until(stream::ended);

            // Then
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.header("Content-Type")).startsWith("text/event-stream");
            assertThat(stream.header("Cache-Control")).isEqualTo("no-store, no-transform");
            assertThat(stream.header("X-Accel-Buffering")).isEqualTo("no");
            assertThat(stream.events().get(0).retry()).isEqualTo("2000");
            assertThat(stream.named()).extracting(Event::name).containsExactly("status", "decision");
            assertThat(stream.named()).extracting(Event::id).doesNotContainNull();
            assertThat(stream.named().get(0).data()).contains("\"status\":\"processing\"");
            assertThat(stream.named().get(1).data()).contains("\"status\":\"approved\"", "\"result\":{");
        }
    }

    @Test
    void aDecidedVerificationIsToldAtOnceAndAReconnectAfterItIsToldToStop() {
        // Given
        String id = stand.submitted("approve");
        decided(id);

        // When
        String last;
        try (EventStreamClient stream = events(id)) {
            await().atMost(SOON).until(stream::ended);
            assertThat(stream.named()).extracting(Event::name).containsExactly("status", "decision");
            last = stream.named().get(1).id();
            assertThat(stream.named().get(0).id()).isNotEqualTo(last);
        }

        // Then
        try (EventStreamClient again = events(id, "Last-Event-ID", last)) {
            assertThat(again.status()).isEqualTo(204);
        }
        String ofAnotherMoment = last.replaceFirst("-.*", "-1");
        try (EventStreamClient again = events(id, "Last-Event-ID", ofAnotherMoment)) {
            assertThat(again.status()).as("a decision never changes").isEqualTo(204);
        }
        try (EventStreamClient resumed = events(id, "Last-Event-ID", "processing")) {
            await().atMost(SOON).until(resumed::ended);
            assertThat(resumed.named()).extracting(Event::name).contains("decision");
        }
    }

    @Test
    void anEventStreamIsReadAndNothingElse() {
        // Given
        String events = "/v1/verifications/" + stand.submitted("poll=never") + "/events";

        // Then: a HEAD is told what a GET would begin, and nothing begins.
        stand.caller().head(events).then().statusCode(200).header("Content-Type", equalTo("text/event-stream"));
        stand.caller()
                .post(events)
                .then()
                .statusCode(405)
                .header("Allow", equalTo("GET, HEAD, OPTIONS"))
                .body("code", equalTo("method_not_allowed"));
        stand.stranger().options(events).then().statusCode(204).header("Allow", equalTo("GET, HEAD, OPTIONS"));
        for (String accept :
                List.of("application/json", "text/event-stream;q=0", "image/*, text/plain", "*/*;q=0.000")) {
            stand.caller()
                    .header("Accept", accept)
                    .get(events)
                    .then()
                    .statusCode(406)
                    .contentType("application/problem+json")
                    .body("code", equalTo("not_acceptable"));
        }
        for (String accept :
                List.of("text/*", "application/json;q=0.5, text/event-stream", "*/*;q=0.1", "garbage", ", */*")) {
            stand.caller().header("Accept", accept).head(events).then().statusCode(200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/verifications/{id}/",
        "GET, /v1/verifications/{id}/events/",
        "GET, /v1/verifications;x=1/{id}",
        "DELETE, /v1/verifications/{id}/",
        "POST, /v1/verifications/document/",
        "POST, /v1/client-tokens/",
        "GET, /v0.1/full-id-verification/{id}/"
    })
    void nothingIsFoundAtAPathThatIsSpelledInAnotherWay(String method, String path) {
        // Given
        String id = stand.submitted("approve");

        // Then: or the audit, which goes by the path, would not see it.
        stand.caller()
                .headers("app_id", "default", "app_key", GatewayProcess.API_KEY)
                .request(method, path.replace("{id}", id))
                .then()
                .statusCode(404)
                .body("code", equalTo("not_found"));
        stand.caller().get("/v1/verifications/" + id).then().statusCode(lessThan(300));
    }

    @Test
    void aStreamOverTheOldHttpEndsWithItsConnection() throws Exception {
        // Given
        String id = stand.submitted("approve");
        decided(id);
        try (Socket socket = new Socket("localhost", stand.gateway().port())) {
            socket.setSoTimeout((int) SOON.toMillis());

            // When
            socket.getOutputStream()
                    .write(("GET /v1/verifications/" + id
                                    + "/events HTTP/1.0\r\nConnection: keep-alive\r\nAuthorization: Bearer "
                                    + GatewayProcess.API_KEY + "\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));

            // Then
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.0 200")
                    .contains("event:decision")
                    .endsWith("\n\n");
        }
    }

    @Test
    void aConnectionServesOnAfterAStreamHasEnded() throws Exception {
        // Given
        String id = stand.submitted("approve");
        decided(id);
        try (Socket socket = new Socket("localhost", stand.gateway().port())) {
            socket.setSoTimeout((int) SOON.toMillis());
            String head = " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + GatewayProcess.API_KEY + "\r\n";

            // When
            socket.getOutputStream()
                    .write(("GET /v1/verifications/" + id + "/events" + head + "\r\nGET /v1/verifications/" + id + head
                                    + "Connection: close\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            String both = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            // Then
            assertThat(both)
                    .containsSubsequence("event:decision", "\r\n0\r\n\r\nHTTP/1.1 200 OK", "ETag", "\"approved\"");
        }
    }

    @ParameterizedTest
    @CsvSource({"/events, 404", "'', 404"})
    void anUnknownIdIsNotFoundBeforeAStreamBegins(String path, int status) {
        stand.caller()
                .get("/v1/verifications/" + Stand.newId() + path)
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("code", equalTo("verification_not_found"));
    }

    @Test
    void aVerificationCanBeForgotten() {
        // Given
        String id = stand.submitted("approve");
        decided(id);

        // When
        stand.caller().delete("/v1/verifications/" + id).then().statusCode(204);

        // Then
        stand.caller().get("/v1/verifications/" + id).then().statusCode(410).body("code", equalTo("gone"));
        stand.caller().get("/v1/verifications/" + id + "/events").then().statusCode(410);
        stand.caller().delete("/v1/verifications/" + id).then().statusCode(410);
        stand.caller().delete("/v1/verifications/" + Stand.newId()).then().statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer wrong", "Basic dGVzdDp0ZXN0"})
    void nobodyGetsInWithoutAKey(String authorization) {
        for (String path : List.of("/v1/verifications/x", "/v1/verifications/x/events")) {
            var request = stand.stranger();
            if (!authorization.isEmpty()) {
                request.header("Authorization", authorization);
            }
            request.get(path)
                    .then()
                    .statusCode(401)
                    .header("WWW-Authenticate", equalTo("Bearer"))
                    .contentType("application/problem+json")
                    .body("type", equalTo("urn:kairos-gateway:problem:unauthenticated"))
                    .body("title", notNullValue())
                    .body("status", equalTo(401))
                    .body("code", equalTo("unauthenticated"))
                    .body("detail", notNullValue())
                    .body("request_id", notNullValue())
                    .body("retryable", equalTo(false));
        }
    }

    @Test
    void theRequestIdIsTheCallersOwnWhenItIsDecent() {
        stand.stranger()
                .header("X-Request-ID", "order-4711")
                .get("/v1/verifications/x")
                .then()
                .header("X-Request-ID", "order-4711")
                .body("request_id", equalTo("order-4711"));
        stand.stranger()
                .header("X-Request-ID", "<script>")
                .get("/v1/verifications/x")
                .then()
                .header("X-Request-ID", not(containsString("<")));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /nothing, 404, not_found",
        "POST, /v1/verifications/passport, 404, not_found",
        "PUT, /v1/verifications/full-id, 405, method_not_allowed",
        "POST, /v0.3/full-id-verification, 404, not_found"
    })
    void whatIsNotOfferedIsAProblemToo(String method, String path, int status, String code) {
        stand.caller()
                .request(method, path)
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("code", equalTo(code));
    }

    @Test
    void onlyMultipartIsTaken() {
        stand.caller()
                .contentType("application/json")
                .body("{}")
                .post("/v1/verifications/full-id")
                .then()
                .statusCode(415)
                .body("code", equalTo("unsupported_media_type"));
    }

    @Test
    void theDropInAnswersAsKairosDoes() {
        // When
        String uuid = stand.upload(stand.kairosClient(), "full-id", "DOCUMENT_EXPIRED,delay=1s")
                .post("/v0.1/full-id-verification")
                .then()
                .statusCode(201)
                .contentType("application/json")
                .body("keySet()", contains("api_req_uuid"))
                .extract()
                .path("api_req_uuid");

        // Then: the GET waits for the decision and gives Kairos' body as it is.
        String body = stand.kairosClient()
                .get("/v0.1/full-id-verification/" + uuid)
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body("api_req_uid", equalTo(uuid))
                .extract()
                .asString();
        String direct = io.restassured.RestAssured.given()
                .baseUri("http://localhost:" + stand.kairosPort())
                .header("app_id", "sandbox-app-id")
                .header("app_key", "sandbox-app-key")
                .get("/v0.1/full-id-verification/" + uuid)
                .asString();
        assertThat(body).isEqualTo(direct);
        assertThat(decided(uuid).extract().asString()).contains("\"result\":" + direct);
    }

    @Test
    void theDropInSpeaksBothVersionsAndTheSynchronousKinds() {
        // When
        String uuid = stand.upload(stand.kairosClient(), "liveness", "approve")
                .post("/v0.2/liveness-verification")
                .then()
                .statusCode(200)
                .body("response_data.faces_liveness", notNullValue())
                .extract()
                .path("api_req_uid");

        // Then
        assertThat(stand.lastUpload()).containsEntry("path", "/v0.2/liveness-verification");
        stand.kairosClient()
                .get("/v0.2/liveness-verification/" + uuid)
                .then()
                .statusCode(200)
                .body("api_req_uid", equalTo(uuid));
        stand.kairosClient().get("/v0.2/full-id-verification/" + uuid).then().statusCode(404);
    }

    @ParameterizedTest
    @CsvSource({"default, wrong", "other, test-key-of-the-default-tenant", "sandbox-app-id, sandbox-app-key"})
    void theDropInTakesTheGatewaysCredentialsOnly(String appId, String appKey) {
        stand.upload(stand.stranger().header("app_id", appId).header("app_key", appKey), "full-id", "approve")
                .post("/v0.1/full-id-verification")
                .then()
                .statusCode(401)
                .body("code", equalTo("unauthenticated"));
    }

    @Test
    void nothingOfTheCallerButTypeAndLengthReachesKairos() {
        // Given
        int before = stand.uploads().size();

        // When
        stand.upload(
                        stand.caller()
                                .header("Cookie", "session=secret")
                                .header("X-Forwarded-For", "192.0.2.1")
                                .header("X-Forwarded-Host", "app.example")
                                .header("Forwarded", "for=192.0.2.1;host=app.example")
                                .header("X-Real-IP", "192.0.2.1")
                                .header("Via", "1.1 proxy.example")
                                .header("Referer", "https://app.example/people/jane")
                                .header("Origin", "https://app.example")
                                .header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
                                .header("X-Request-ID", "mine")
                                .header("app_id", "caller")
                                .header("app_key", "callers-key")
                                .header("app-key", "callers-key"),
                        "full-id",
                        "approve")
                .post("/v1/verifications/full-id")
                .then()
                .statusCode(202);

        // Then
        assertThat(stand.uploads()).hasSize(before + 1);
        Map<String, String> headers = stand.lastUploadHeaders();
        assertThat(headers.keySet())
                .containsExactlyInAnyOrder(
                        "host",
                        "content-type",
                        "transfer-encoding",
                        "accept",
                        "accept-encoding",
                        "user-agent",
                        "app_id",
                        "app_key");
        assertThat(headers.toString()).contains("sandbox-app-id").doesNotContain("caller", GatewayProcess.API_KEY);
    }

    @Test
    void nothingOfTheCallerReachesKairosWithAQuestionEither() {
        // Given
        String id = stand.submitted("approve,delay=1s");

        // When
        stand.caller()
                .header("Cookie", "session=secret")
                .header("Forwarded", "for=192.0.2.1")
                .header("X-Forwarded-For", "192.0.2.1")
                .header("X-Request-ID", "mine")
                .header("app_id", "caller")
                .header("Prefer", "wait=30")
                .get("/v1/verifications/" + id)
                .then()
                .statusCode(200);

        // Then
        List<Map<String, Object>> questions = stand.requests("GET").stream()
                .filter(request -> id.equals(request.get("uuid")))
                .toList();
        assertThat(questions)
                .isNotEmpty()
                .allSatisfy(question -> assertThat(Stand.headersOf(question).keySet())
                        .isSubsetOf(
                                "host", "accept", "accept-encoding", "user-agent", "connection", "app_id", "app_key"));
        assertThat(Stand.headersOf(questions.get(0)))
                .containsEntry("app_id", "sandbox-app-id")
                .containsEntry("app_key", "sandbox-app-key");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void aRedirectOfKairosIsNotFollowedAndItsAddressNotToldToTheCaller(int status) {
        // When
        Response refused =
                stand.upload(stand.caller(), "document", "fault=" + status).post("/v1/verifications/document");
        Response dropIn = stand.upload(stand.kairosClient().redirects().follow(false), "document", "fault=" + status)
                .post("/v0.1/document-verification");
        String id = stand.submitted("poll=" + status + "x1,approve,delay=100ms");

        // Then
        refused.then().statusCode(502).body("code", equalTo("kairos_refused"));
        assertThat(refused.header("Location")).isNull();
        assertThat(dropIn.header("Location")).isNull();
        decided(id).body("status", equalTo("approved"));
        for (String method : List.of("GET", "POST")) {
            assertThat(stand.requests(method))
                    .isNotEmpty()
                    .noneMatch(request -> "/elsewhere".equals(request.get("path")));
        }
    }

    @Test
    void operatorsPagesAreOnTheManagementPortOnly() {
        for (String path : List.of("/q/health/live", "/q/health/ready", "/q/health/started", "/q/metrics")) {
            assertThat(GatewayProcess.get(stand.gateway().managementUri(path)).statusCode())
                    .as(path)
                    .isEqualTo(200);
            assertThat(GatewayProcess.get(stand.gateway().uri(path)).statusCode())
                    .as(path)
                    .isEqualTo(404);
        }
    }
}
