package io.kairosgateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.kairosgateway.intake.Pictures;
import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.OddKairos;
import io.kairosgateway.testing.RealRedis;
import io.kairosgateway.testing.Stand;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Kairos that gives an upload the id of another one: its result reaches nobody but its owner. */
class ForeignIdIT {

    private static final String OTHER_KEY = "key-of-the-other-tenant";

    private static RealRedis redis;
    private static OddKairos kairos;
    private static GatewayProcess gateway;

    @BeforeAll
    static void start() {
        redis = RealRedis.started();
        kairos = new OddKairos();
        gateway = GatewayProcess.of(kairos.url())
                .with("REDIS_URL", redis.url())
                .with("GATEWAY_ENCRYPTION_KEYS", "test:" + Base64.getEncoder().encodeToString(new byte[32]))
                .with("GATEWAY_TENANTS_OTHER_API_KEYS", OTHER_KEY)
                .with("GATEWAY_TENANTS_OTHER_KAIROS_APP_ID", "sandbox-app-id")
                .with("GATEWAY_TENANTS_OTHER_KAIROS_APP_KEY", "sandbox-app-key")
                .start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        kairos.close();
        redis.close();
    }

    private static RequestSpecification caller(String key) {
        return given().baseUri(gateway.uri("").toString()).header("Authorization", "Bearer " + key);
    }

    private static Response submit(RequestSpecification request, String kind) {
        if (kind.equals("biometric")) {
            request.multiPart("image", "image.jpg", Pictures.jpeg(600, 800), "image/jpeg")
                    .multiPart("selfie", "selfie.jpg", Pictures.jpeg(600, 800), "image/jpeg");
        } else {
            request.multiPart("document", "document.jpg", Pictures.jpeg(600, 800), "image/jpeg");
        }
        return request.post("/v1/verifications/" + kind);
    }

    /** Submits, and waits for the decision. */
    private static String decided(String kind) {
        kairos.gives(Stand.newId());
        return submit(caller(GatewayProcess.API_KEY).header("Prefer", "wait=20"), kind)
                .then()
                .statusCode(201)
                .body("status", equalTo("approved"))
                .extract()
                .path("id");
    }

    private static void refused(Response answer) {
        answer.then().statusCode(502).body("code", equalTo("kairos_unreadable")).body("retryable", equalTo(false));
        assertThat(answer.asString()).doesNotContain("result", "approved");
        assertThat(answer.header("Location")).isNull();
    }

    private static double counted() {
        return GatewayProcess.get(gateway.managementUri("/q/metrics"))
                .body()
                .lines()
                .filter(line -> line.startsWith("kairos_gateway_ids_taken_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static long logged(String id) {
        return gateway.log()
                .lines()
                .filter(line -> line.contains("the id of another one") && line.contains(id))
                .count();
    }

    @ParameterizedTest
    @ValueSource(strings = {"document", "biometric"})
    void anotherTenantsUploadIsRefusedAndItsKeyIsInDoubt(String kind) {
        // Given
        String id = decided(kind);
        double before = counted();

        // When
        Response waiting =
                submit(caller(OTHER_KEY).header("Idempotency-Key", "key-" + id).header("Prefer", "wait=20"), kind);

        // Then
        refused(waiting);
        assertThat(logged(id)).isEqualTo(1);
        assertThat(counted()).isEqualTo(before + 1);
        int uploads = kairos.uploads();
        submit(caller(OTHER_KEY).header("Idempotency-Key", "key-" + id), kind)
                .then()
                .statusCode(409)
                .body("code", equalTo("outcome_unknown"));
        assertThat(kairos.uploads()).isEqualTo(uploads);
        caller(OTHER_KEY).get("/v1/verifications/" + id).then().statusCode(404);
        caller(OTHER_KEY).get("/v1/verifications/" + id + "/events").then().statusCode(404);
        caller(GatewayProcess.API_KEY)
                .get("/v1/verifications/" + id)
                .then()
                .statusCode(200)
                .body("status", equalTo("approved"));
    }

    @Test
    void aPersonWithATokenOfTheSameTenantSeesNothingOfAnotherPersonsUpload() {
        // Given
        String id = decided("document");
        String token = caller(GatewayProcess.API_KEY)
                .contentType("application/json")
                .body("{\"scope\":\"submit\",\"kind\":\"document\"}")
                .post("/v1/client-tokens")
                .then()
                .statusCode(201)
                .extract()
                .path("token");

        // When
        Response submitted = submit(caller(token).header("Prefer", "wait=20"), "document");

        // Then
        refused(submitted);
        caller(token).get("/v1/verifications/" + id).then().statusCode(401);
        submit(caller(token), "document").then().statusCode(409).body("code", equalTo("token_used"));
    }

    @Test
    void anUploadOfAnotherKindAndOneOfTheDropInAreRefusedAlike() {
        // Given
        String id = decided("document");

        // When
        Response otherKind = submit(caller(GatewayProcess.API_KEY), "biometric");
        Response dropIn = given().baseUri(gateway.uri("").toString())
                .header("app_id", "other")
                .header("app_key", OTHER_KEY)
                .header("Idempotency-Key", "drop-in-" + id)
                .multiPart("document", "document.jpg", Pictures.jpeg(600, 800), "image/jpeg")
                .post("/v0.1/document-verification");

        // Then
        refused(otherKind);
        refused(dropIn);
        assertThat(dropIn.asString()).doesNotContain(id);
        assertThat(logged(id)).isEqualTo(2);
    }

    @Test
    void anIdThatItsOwnerHasDeletedIsNotGivenToAnUpload() {
        // Given
        String id = decided("document");
        caller(GatewayProcess.API_KEY).delete("/v1/verifications/" + id).then().statusCode(204);

        // When
        Response again = submit(caller(GatewayProcess.API_KEY), "document");

        // Then
        refused(again);
    }
}
