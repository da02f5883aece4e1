package io.kairosgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kairosgateway.intake.MultipartBodies;
import io.kairosgateway.intake.Pictures;
import io.kairosgateway.testing.EventStreamClient;
import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.RawUpload;
import io.kairosgateway.testing.Stand;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The log of the gateway as operators run it: JSON, and an audit line for everything that was done or denied. */
class AuditIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String OTHER_KEY = "key-of-the-tenant-other";
    private static final Set<String> VOCABULARY =
            Set.of("act", "outcome", "status", "code", "tenant", "credential", "kind", "verification", "request");

    private static Stand stand;

    @BeforeAll
    static void start() {
        stand = Stand.start(gateway -> gateway.with("GATEWAY_TENANTS_OTHER_API_KEYS", OTHER_KEY)
                .with("GATEWAY_TENANTS_OTHER_KAIROS_APP_ID", "sandbox-app-id")
                .with("GATEWAY_TENANTS_OTHER_KAIROS_APP_KEY", "sandbox-app-key"));
    }

    @AfterAll
    static void stop() {
        String log = stand.gateway().log();
        stand.close();
        assertThat(log).doesNotContain("unexpected fault", "ERROR");
        assertThat(log).doesNotContain(GatewayProcess.API_KEY, OTHER_KEY, "sandbox-app-key", "eyJ", "jane");
    }

    private static RequestSpecification with(String bearer, String requestId) {
        return stand.stranger().header("Authorization", "Bearer " + bearer).header("X-Request-ID", requestId);
    }

    private static RequestSpecification backend(String requestId) {
        return with(GatewayProcess.API_KEY, requestId);
    }

    private static List<JsonObject> audited(Stand stand, String requestId) {
        return stand.gateway()
                .log()
                .lines()
                .filter(line -> line.startsWith("{"))
                .map(JsonObject::new)
                .filter(line -> "audit".equals(line.getString("loggerName")))
                .filter(line -> requestId.equals(line.getJsonObject("mdc").getString("request")))
                .toList();
    }

    /** The fields of the one line that a request has left. */
    private static Map<String, String> audit(String requestId) {
        await().atMost(SOON).until(() -> !audited(stand, requestId).isEmpty());
        List<JsonObject> lines = audited(stand, requestId);
        assertThat(lines).hasSize(1);
        assertThat(lines.get(0).getString("level")).isEqualTo("INFO");
        Map<String, String> fields = new TreeMap<>();
        lines.get(0).getJsonObject("mdc").forEach(field -> fields.put(field.getKey(), (String) field.getValue()));
        assertThat(fields.keySet()).isSubsetOf(VOCABULARY);
        fields.forEach((name, value) ->
                assertThat(lines.get(0).getString("message").split(" ")).contains(name + "=" + value));
        assertThat(fields.remove("request")).isEqualTo(requestId);
        return fields;
    }

    private static String mint(String requestId, String json) {
        return backend(requestId)
                .contentType(ContentType.JSON)
                .body(json)
                .post("/v1/client-tokens")
                .then()
                .statusCode(201)
                .extract()
                .path("token");
    }

    @Test
    void everyLineIsJson() {
        // Given: the first requests have been logged.
        backend("json-check").get("/v1/verifications/" + Stand.newId());
        audit("json-check");

        // Then
        List<String> lines = stand.gateway()
                .log()
                .lines()
                // Printed before there is a log.
                .dropWhile(line -> !line.startsWith("{"))
                .toList();
        assertThat(lines)
                .hasSizeGreaterThan(1)
                .allSatisfy(line -> assertThat(json(line).fieldNames())
                        .contains("timestamp", "level", "loggerName", "message")
                        .doesNotContain("hostName", "processName"));
    }

    private static JsonObject json(String line) {
        try {
            return new JsonObject(line);
        } catch (DecodeException notJson) {
            throw new AssertionError("not JSON: " + line);
        }
    }

    @Test
    void whatABackendDoesIsWrittenDown() {
        // When
        String id = stand.upload(backend("submit-1"), "document", "jane-doe-approve")
                .post("/v1/verifications/document")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        backend("read-1").header("Prefer", "wait=30").get("/v1/verifications/" + id);
        try (EventStreamClient stream = EventStreamClient.open(
                stand.gateway().uri("/v1/verifications/" + id + "/events?name=jane"),
                "Authorization",
                "Bearer " + GatewayProcess.API_KEY,
                "X-Request-ID",
                "stream-1")) {
            await().atMost(SOON).until(stream::ended);
        }
        mint("mint-1", "{\"scope\":\"watch\",\"id\":\"" + id + "\"}");
        backend("delete-1").delete("/v1/verifications/" + id);
        backend("read-2").get("/v1/verifications/" + id);

        // Then
        Map<String, String> known = Map.of(
                "tenant", "default", "credential", "api_key", "kind", "document", "verification", id, "outcome", "ok");
        assertThat(audit("submit-1"))
                .containsAllEntriesOf(known)
                .containsEntry("act", "submit")
                .containsEntry("status", "202");
        assertThat(audit("read-1"))
                .containsAllEntriesOf(known)
                .containsEntry("act", "read")
                .containsEntry("status", "200");
        assertThat(audit("stream-1"))
                .containsAllEntriesOf(known)
                .containsEntry("act", "stream")
                .containsEntry("status", "200");
        assertThat(audit("delete-1"))
                .containsAllEntriesOf(known)
                .containsEntry("act", "delete")
                .containsEntry("status", "204");
        assertThat(audit("mint-1"))
                .containsEntry("act", "mint")
                .containsEntry("outcome", "ok")
                .containsEntry("verification", id);
        assertThat(audit("read-2"))
                .containsEntry("outcome", "refused")
                .containsEntry("status", "410")
                .containsEntry("code", "gone");
    }

    @Test
    void whatATokenHolderDoesIsWrittenDownAsSuch() {
        // Given
        String token = mint("mint-2", "{\"scope\":\"submit\",\"kind\":\"document\"}");

        // When
        String id = stand.upload(with(token, "submit-2"), "document", "approve")
                .post("/v1/verifications/document")
                .path("id");
        stand.upload(with(token, "submit-3"), "document", "approve").post("/v1/verifications/document");

        // Then
        assertThat(audit("submit-2"))
                .containsEntry("credential", "client_token")
                .containsEntry("tenant", "default")
                .containsEntry("verification", id)
                .containsEntry("outcome", "ok");
        assertThat(audit("submit-3"))
                .containsEntry("outcome", "denied")
                .containsEntry("code", "token_used")
                .containsEntry("status", "409");
        assertThat(audit("mint-2")).containsEntry("kind", "document");
    }

    @Test
    void whatIsDeniedIsWrittenDown() {
        // Given
        String id = stand.submitted("approve");

        // When
        with("wrong-key-of-jane", "denied-1").get("/v1/verifications/" + id);
        with(OTHER_KEY, "denied-2").get("/v1/verifications/" + id);
        with(OTHER_KEY, "denied-3").delete("/v1/verifications/" + id);
        with("wrong", "denied-4").get("/v1/verifications/jane.doe@example.org");
        stand.upload(stand.stranger().header("X-Request-ID", "denied-5").header("app_id", "jane"), "full-id", "approve")
                .post("/v0.1/full-id-verification");
        with("wrong", "denied-6").contentType(ContentType.JSON).body("{}").post("/v1/client-tokens");

        // Then
        assertThat(audit("denied-1"))
                .containsOnly(
                        Map.entry("act", "read"),
                        Map.entry("outcome", "denied"),
                        Map.entry("status", "401"),
                        Map.entry("code", "unauthenticated"),
                        Map.entry("verification", id));
        assertThat(audit("denied-2"))
                .containsEntry("tenant", "other")
                .containsEntry("outcome", "denied")
                .containsEntry("code", "verification_not_found")
                .doesNotContainKey("kind");
        assertThat(audit("denied-3")).containsEntry("act", "delete").containsEntry("outcome", "denied");
        assertThat(audit("denied-4")).doesNotContainKeys("verification", "tenant");
        assertThat(audit("denied-5"))
                .containsEntry("act", "submit")
                .containsEntry("kind", "full-id")
                .containsEntry("outcome", "denied");
        assertThat(audit("denied-6")).containsEntry("act", "mint").containsEntry("outcome", "denied");
    }

    @Test
    void whatIsRefusedOrFailsIsWrittenDown() {
        // When
        backend("refused-1").multiPart("surprise", "x").post("/v1/verifications/document");
        stand.upload(backend("failed-1"), "document", "fault=500").post("/v1/verifications/document");

        // Then
        assertThat(audit("refused-1"))
                .containsEntry("outcome", "refused")
                .containsEntry("status", "422")
                .containsEntry("code", "unknown_part")
                .doesNotContainKey("verification");
        assertThat(audit("failed-1"))
                .containsEntry("outcome", "failed")
                .containsEntry("status", "502")
                .containsEntry("code", "kairos_error");
    }

    @Test
    void aSubmitWhoseClientHasLeftIsWrittenDownToo() {
        // Given
        byte[] body = MultipartBodies.body()
                .file("document", "a.jpg", "image/jpeg", Pictures.jpeg(600, 800))
                .close();
        int before = stand.uploads().size();

        // When
        RawUpload upload = RawUpload.begin(
                stand.gateway().port(),
                "/v1/verifications/document",
                MultipartBodies.CONTENT_TYPE,
                body.length,
                "X-Request-ID: left-1");
        upload.send(body, 0, body.length - 100);
        await().atMost(SOON).until(() -> stand.uploads().size() > before);
        upload.vanish();

        // Then
        assertThat(audit("left-1"))
                .containsEntry("act", "submit")
                .containsEntry("outcome", "refused")
                .containsEntry("code", "upload_aborted")
                .containsEntry("tenant", "default");
    }

    @Test
    void theAuditCanBeSwitchedOffAndTheLogBeText() {
        // When
        String log;
        try (Stand silent = Stand.start(gateway -> gateway.with("QUARKUS_LOG_CATEGORY__AUDIT__LEVEL", "OFF")
                .with("QUARKUS_LOG_CONSOLE_JSON_ENABLED", "false"))) {
            silent.caller().get("/v1/verifications/" + Stand.newId()).then().statusCode(404);
            silent.caller().get("/v1/verifications/" + Stand.newId()).then().statusCode(404);
            log = silent.gateway().log();
        }

        // Then
        assertThat(log).contains(" INFO ").doesNotContain("act=read", "{\"timestamp\"");
    }
}
