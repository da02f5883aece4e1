package io.kairosgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.kairosgateway.testing.EventStreamClient;
import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.RawUpload;
import io.kairosgateway.testing.Stand;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a page of another origin may do, and what every answer tells a browser. */
class CrossOriginIT {

    private static final String ORIGIN = "https://app.example";
    private static final String SECOND_ORIGIN = "https://app.example:8443";
    private static final String ORIGIN_OF_ANOTHER = "https://shop.example";
    private static final String FOREIGN = "https://evil.example";
    private static final String ANOTHER_KEY = "key-of-the-tenant-shop";
    private static final String FREE_KEY = "key-of-a-tenant-without-origins";
    private static final String[] SECURITY = {
        "X-Content-Type-Options", "nosniff",
        "Referrer-Policy", "no-referrer",
        "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
        "Cache-Control", "no-store"
    };

    private static Stand stand;

    @BeforeAll
    static void start() {
        stand = Stand.start(gateway -> tenant(tenant(gateway, "SHOP", ANOTHER_KEY), "FREE", FREE_KEY)
                .with("GATEWAY_TENANTS_DEFAULT_ORIGINS", ORIGIN + "," + SECOND_ORIGIN)
                .with("GATEWAY_TENANTS_SHOP_ORIGINS", ORIGIN_OF_ANOTHER));
    }

    private static GatewayProcess.Launch tenant(GatewayProcess.Launch gateway, String name, String key) {
        return gateway.with("GATEWAY_TENANTS_" + name + "_API_KEYS", key)
                .with("GATEWAY_TENANTS_" + name + "_KAIROS_APP_ID", "sandbox-app-id")
                .with("GATEWAY_TENANTS_" + name + "_KAIROS_APP_KEY", "sandbox-app-key");
    }

    @AfterAll
    static void stop() {
        stand.closeWithACleanLog();
    }

    private static ValidatableResponse mint(String key, String json) {
        return stand.stranger()
                .header("Authorization", "Bearer " + key)
                .contentType(ContentType.JSON)
                .body(json)
                .post("/v1/client-tokens")
                .then();
    }

    private static String submitToken(String key) {
        return mint(key, "{\"scope\":\"submit\",\"kind\":\"document\"}")
                .statusCode(201)
                .extract()
                .path("token");
    }

    private static RequestSpecification page(String origin, String token) {
        return stand.stranger().header("Origin", origin).header("Authorization", "Bearer " + token);
    }

    private static Response preflight(String origin, String path) {
        return preflight(origin, path, "authorization,prefer");
    }

    private static Response preflight(String origin, String path, String headers) {
        return stand.stranger()
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", headers)
                .options(path);
    }

    private static void assertShared(Response answer, String origin) {
        answer.then()
                .header("Access-Control-Allow-Origin", equalTo(origin))
                .header("Access-Control-Allow-Credentials", nullValue());
        assertThat(String.join(",", answer.headers().getValues("Vary"))).contains("Origin");
        assertThat(answer.header("Access-Control-Expose-Headers").split(", "))
                .contains(
                        "Location",
                        "Retry-After",
                        "ETag",
                        "Preference-Applied",
                        "X-Request-ID",
                        "RateLimit",
                        "RateLimit-Policy",
                        "Idempotent-Replayed");
    }

    private static void assertNotShared(Response answer) {
        assertThat(answer.headers().asList())
                .noneMatch(header -> header.getName().toLowerCase().startsWith("access-control-"));
        assertThat(String.join(",", answer.headers().getValues("Vary"))).contains("Origin");
    }

    private static void assertProtected(Response answer) {
        for (int i = 0; i < SECURITY.length; i += 2) {
            assertThat(answer.headers().getValues(SECURITY[i])).as(SECURITY[i]).containsExactly(SECURITY[i + 1]);
        }
        assertThat(answer.header("Strict-Transport-Security")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {ORIGIN, SECOND_ORIGIN, ORIGIN_OF_ANOTHER})
    void aPreflightOfATenantsPageIsLetThroughWithoutAToken(String origin) {
        // Given
        int uploads = stand.uploads().size();

        // When
        Response answer = preflight(origin, "/v1/verifications/document");

        // Then
        assertShared(answer, origin);
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.header("Access-Control-Allow-Headers")).isEqualTo("authorization,prefer");
        assertThat(answer.header("Vary")).isEqualTo("Origin, Access-Control-Request-Headers");
        assertThat(Integer.parseInt(answer.header("Access-Control-Max-Age"))).isPositive();
        assertThat(stand.uploads()).hasSize(uploads);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/verifications/document, POST",
        "/v1/verifications/fca044bd-0000-4000-8000-000000000000, 'GET, HEAD, DELETE'",
        "/v1/verifications/fca044bd-0000-4000-8000-000000000000/events, 'GET, HEAD'"
    })
    void aPreflightIsToldTheMethodsThatTheRouteHas(String path, String methods) {
        assertThat(preflight(ORIGIN, path).header("Access-Control-Allow-Methods"))
                .isEqualTo(methods);
    }

    @Test
    void theHeadersOfAPagesTracingAreAllowedAndAListThatIsNoneIsNotSentBack() {
        String tracing = "authorization,baggage,sentry-trace,x-datadog-origin,x-datadog-trace-id";
        assertThat(preflight(ORIGIN, "/v1/verifications/document", tracing).header("Access-Control-Allow-Headers"))
                .isEqualTo(tracing);
        assertThat(preflight(ORIGIN, "/v1/verifications/document", "a;b, <c>").header("Access-Control-Allow-Headers"))
                .contains("Authorization", "Idempotency-Key")
                .doesNotContain("<");
    }

    @ParameterizedTest
    @ValueSource(strings = {FOREIGN, "null", "https://app.example.evil.example", "http://app.example", "*"})
    void aPreflightOfAForeignPageAllowsNothing(String origin) {
        assertNotShared(preflight(origin, "/v1/verifications/document"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/client-tokens", "/v0.1/full-id-verification", "/v1/nothing"})
    void whatOnlyBackendsCallIsNotOpenToPages(String path) {
        assertThat(preflight(ORIGIN, path).header("Access-Control-Allow-Origin"))
                .isNull();
    }

    @Test
    void aPreflightWithABodyDoesNotReachTheUploadAndLeavesTheConnectionInOrder() {
        // Given
        int uploads = stand.uploads().size();
        byte[] body = new byte[100_000];

        // When
        String answer;
        try (RawUpload upload = RawUpload.request(
                stand.gateway().port(),
                "OPTIONS",
                "/v1/verifications/document",
                "multipart/form-data; boundary=x",
                body.length,
                "Origin: " + ORIGIN,
                "Access-Control-Request-Method: POST",
                "Connection: close")) {
            answer = upload.send(body).answer();
        }

        // Then
        assertThat(answer).startsWith("HTTP/1.1 204");
        assertThat(stand.uploads()).hasSize(uploads);
    }

    @Test
    void aPageUploadsWatchesAndReadsItsAnswers() {
        // Given
        String token = submitToken(GatewayProcess.API_KEY);

        // When
        Response submitted = stand.upload(page(ORIGIN, token), "document", "approve,delay=1s")
                .post("/v1/verifications/document");

        // Then
        submitted.then().statusCode(202);
        assertShared(submitted, ORIGIN);
        assertProtected(submitted);
        String id = submitted.path("id");
        try (EventStreamClient stream = EventStreamClient.open(
                stand.gateway().uri("/v1/verifications/" + id + "/events?token=" + token), "Origin", SECOND_ORIGIN)) {
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.header("Access-Control-Allow-Origin")).isEqualTo(SECOND_ORIGIN);
            assertThat(stream.header("Vary")).isEqualTo("Origin");
            for (int i = 0; i < SECURITY.length; i += 2) {
                assertThat(stream.header(SECURITY[i])).as(SECURITY[i]).startsWith(SECURITY[i + 1]);
            }
            await().atMost(Duration.ofSeconds(20)).until(stream::ended);
            assertThat(stream.named()).extracting(EventStreamClient.Event::name).contains("decision");
        }
        Response read = page(ORIGIN, token).get("/v1/verifications/" + id);
        read.then().statusCode(200).header("ETag", notNullValue());
        assertShared(read, ORIGIN);
        assertThat(String.join(", ", read.headers().getValues("Vary"))).contains("Authorization", "Prefer", "Origin");
    }

    @Test
    void aPageReadsItsProblemsToo() {
        // When
        Response refused = page(ORIGIN, "no-token").get("/v1/verifications/" + Stand.newId());

        // Then
        refused.then().statusCode(401).body("code", equalTo("unauthenticated"));
        assertShared(refused, ORIGIN);
    }

    @ParameterizedTest
    @CsvSource({ORIGIN_OF_ANOTHER + ", true", FOREIGN + ", false", "null, false"})
    void aTokenIsRefusedFromAnOriginThatIsNotItsTenants(String origin, boolean readable) {
        // Given
        String token = submitToken(GatewayProcess.API_KEY);
        int uploads = stand.uploads().size();

        // When
        Response refused =
                stand.upload(page(origin, token), "document", "approve").post("/v1/verifications/document");

        // Then
        refused.then()
                .statusCode(401)
                .body(
                        "detail",
                        equalTo("Send a valid API key, or a client token that opens this, as Authorization: Bearer."));
        assertThat(refused.header("Access-Control-Allow-Origin")).isEqualTo(readable ? origin : null);
        assertThat(stand.uploads()).hasSize(uploads);
    }

    @Test
    void aTokenOfATenantWithoutOriginsComesFromAnywhereButIsNotShared() {
        // When
        Response submitted = stand.upload(page(FOREIGN, submitToken(FREE_KEY)), "document", "approve")
                .post("/v1/verifications/document");

        // Then
        submitted.then().statusCode(202);
        assertNotShared(submitted);
    }

    @Test
    void anOriginThatIsNotTheTenantsIsNotMinted() {
        mint(GatewayProcess.API_KEY, "{\"scope\":\"submit\",\"kind\":\"document\",\"origin\":\"" + ORIGIN + "\"}")
                .statusCode(201);
        mint(
                        GatewayProcess.API_KEY,
                        "{\"scope\":\"submit\",\"kind\":\"document\",\"origin\":\"" + ORIGIN_OF_ANOTHER + "\"}")
                .statusCode(400)
                .body("code", equalTo("bad_request"));
        mint(FREE_KEY, "{\"scope\":\"submit\",\"kind\":\"document\",\"origin\":\"" + FOREIGN + "\"}")
                .statusCode(201);
    }

    @Test
    void everyAnswerCarriesTheSecurityHeaders() {
        List<Response> answers = List.of(
                stand.caller().get("/nothing"),
                stand.caller().get("/v1/verifications/" + Stand.newId()),
                stand.caller().delete("/v1/verifications/" + Stand.newId()),
                stand.stranger().get("/v1/verifications/x/events"),
                stand.caller().put("/v1/verifications/x"),
                stand.caller().contentType("text/plain").body("x").post("/v1/verifications/document"),
                stand.kairosClient().get("/v0.1/full-id-verification/" + Stand.newId()),
                stand.stranger().options("/v1/verifications/document"),
                preflight(ORIGIN, "/v1/verifications/document"),
                mint(GatewayProcess.API_KEY, "{}").extract().response());
        for (Response answer : answers) {
            assertProtected(answer);
        }
        assertThat(answers).extracting(Response::statusCode).contains(404, 401, 405, 415, 400, 204);
    }

    @Test
    void aPinnedProfileIsAskedForBeforeKairosHasTheUpload() {
        // Given
        try (Stand pinned = Stand.start(gateway -> gateway.with("GATEWAY_TENANTS_DEFAULT_PROFILE", "strict-v0"))) {
            // When, Then
            pinned.upload(pinned.caller(), "full-id", "approve")
                    .multiPart("profile", "strict-v0")
                    .post("/v1/verifications/full-id")
                    .then()
                    .statusCode(202);
            assertThat(pinned.lastUpload().get("parts")).asString().contains("strict-v0");
            pinned.upload(pinned.caller(), "full-id", "approve")
                    .multiPart("profile", "optimal-v0")
                    .post("/v1/verifications/full-id")
                    .then()
                    .statusCode(422)
                    .body("code", equalTo("invalid_value"));
            pinned.upload(pinned.kairosClient(), "full-id", "approve")
                    .post("/v0.1/full-id-verification")
                    .then()
                    .statusCode(422)
                    .body("code", equalTo("missing_part"));
            assertThat(pinned.uploads())
                    .filteredOn(upload -> "COMPLETE".equals(upload.get("ended")))
                    .hasSize(1);
        }
    }
}
