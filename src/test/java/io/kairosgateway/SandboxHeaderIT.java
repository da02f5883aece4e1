package io.kairosgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.Stand;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where decisions are real, a test's wish is refused aloud, in the package for production. */
class SandboxHeaderIT {

    private static Stand stand;

    @BeforeAll
    static void start() {
        stand = Stand.start(launch -> launch.with("GATEWAY_TENANTS_DEFAULT_ORIGINS", "https://app.example"));
    }

    @AfterAll
    static void stop() {
        stand.closeWithACleanLog();
    }

    @ParameterizedTest
    @CsvSource({"/v1/verifications/document, outcome=approved", "/v0.1/document-verification, nonsense"})
    void anUploadWithTheHeaderIsRefusedAndReachesNobody(String path, String header) {
        // Given
        int before = stand.uploads().size();
        RequestSpecification upload = stand.upload(stand.caller(), "document", "document")
                .header("app_id", "default")
                .header("app_key", GatewayProcess.API_KEY)
                .header("X-Sandbox", header);

        // When
        upload.post(path)
                .then()
                // Then
                .statusCode(400)
                .contentType("application/problem+json")
                .body("code", equalTo("sandbox_only"))
                .body("retryable", equalTo(false));
        assertThat(stand.uploads()).hasSize(before);
    }

    @ParameterizedTest
    @CsvSource({"/v1/verifications/5e0f1a52-3b7c-4c3e-9f51-0c8f2f6a7b10", "/v1/client-tokens", "/nowhere"})
    void soIsAnyOtherRequest(String path) {
        stand.caller().header("X-Sandbox", "").get(path).then().statusCode(400).body("code", equalTo("sandbox_only"));
    }

    @Test
    void aPageOfAnotherOriginCanReadTheRefusal() {
        // When
        stand.stranger()
                .header("Origin", "https://app.example")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "x-sandbox")
                .options("/v1/verifications/document")
                .then()
                // Then
                .header("Access-Control-Allow-Headers", org.hamcrest.Matchers.containsStringIgnoringCase("X-Sandbox"));
        stand.caller()
                .header("Origin", "https://app.example")
                .header("X-Sandbox", "seed=1")
                .post("/v1/verifications/document")
                .then()
                .statusCode(400)
                .header("Access-Control-Allow-Origin", "https://app.example")
                .body("code", equalTo("sandbox_only"));
    }

    @Test
    void anUploadWithoutItGoesOnWithoutIt() {
        // When
        stand.upload(stand.caller(), "document", "document")
                .post("/v1/verifications/document")
                .then()
                .statusCode(202);
        // Then
        assertThat(stand.lastUploadHeaders()).doesNotContainKey("x-sandbox");
    }

    @Test
    void noSettingMakesTheSandboxOfABuildForProduction() {
        // When
        String log = GatewayProcess.of(stand.kairosUrl())
                .onTheJvm()
                .with("QUARKUS_PROFILE", "sandbox")
                .startInVain();
        // Then
        assertThat(log).contains("gateway.sandbox");
    }
}
