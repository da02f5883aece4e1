package io.kairosgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.RealRedis;
import io.kairosgateway.testing.SecretMount;
import io.kairosgateway.testing.Stand;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every secret is replaced under the running gateway, from files that are mounted as Kubernetes mounts a secret. */
class SecretRotationIT {

    private static final String NEW_KEY = "new-key-of-the-default-tenant";
    private static final String OTHER_KEY = "key-of-the-tenant-other";
    private static final String FIRST_SECRET = "first-secret-of-at-least-thirty-two-bytes";
    private static final String SECOND_SECRET = "second-secret-of-at-least-thirty-two-bytes";
    private static final String K1 = "k1:" + Base64.getEncoder().encodeToString(new byte[32]);
    private static final String K2 =
            "k2:" + Base64.getEncoder().encodeToString("thirty-two bytes of another key.".getBytes());

    @TempDir
    private Path directory;

    private SecretMount mount;
    private RealRedis redis;
    private Stand stand;

    @BeforeEach
    void start() {
        redis = RealRedis.started();
        mount = SecretMount.in(directory)
                .with("api-keys", GatewayProcess.API_KEY + "\n")
                .with("app-id", "sandbox-app-id\n")
                .with("app-key", "sandbox-app-key")
                .with("token-secret", FIRST_SECRET)
                .with("encryption-keys", K1)
                .with("other-api-keys", OTHER_KEY)
                .with("other-app-key", "not-yet-known-to-kairos")
                .swap();
        stand = Stand.start(gateway -> gateway.with("REDIS_URL", redis.url())
                .without("GATEWAY_API_KEYS")
                .without("KAIROS_APP_ID")
                .without("KAIROS_APP_KEY")
                .without("GATEWAY_TOKEN_SECRET")
                .with("GATEWAY_API_KEYS_FILE", mount.file("api-keys"))
                .with("KAIROS_APP_ID_FILE", mount.file("app-id"))
                .with("KAIROS_APP_KEY_FILE", mount.file("app-key"))
                .with("GATEWAY_TOKEN_SECRET_FILE", mount.file("token-secret"))
                .with("GATEWAY_ENCRYPTION_KEYS_FILE", mount.file("encryption-keys"))
                .with("GATEWAY_TENANTS_OTHER_API_KEYS_FILE", mount.file("other-api-keys"))
                .with("GATEWAY_TENANTS_OTHER_KAIROS_APP_ID", "sandbox-app-id")
                .with("GATEWAY_TENANTS_OTHER_KAIROS_APP_KEY_FILE", mount.file("other-app-key"))
                .with("GATEWAY_SECRETS_REREAD", "100ms"));
    }

    @AfterEach
    void stop() {
        String log = stand.gateway().log();
        stand.close();
        redis.close();
        assertThat(log)
                .doesNotContain("has been blocked", "unexpected fault")
                .doesNotContain(GatewayProcess.API_KEY, NEW_KEY, OTHER_KEY, FIRST_SECRET, SECOND_SECRET)
                .doesNotContain(K1.substring(3), K2.substring(3), "sandbox-app-key", "not-yet-known");
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(50));
    }

    private RequestSpecification with(String bearer) {
        return stand.stranger().header("Authorization", "Bearer " + bearer);
    }

    private int status(String bearer, String id) {
        return with(bearer).get("/v1/verifications/" + id).statusCode();
    }

    private String decided() {
        return stand.upload(stand.caller().header("Prefer", "wait=30"), "document", "approve")
                .post("/v1/verifications/document")
                .then()
                .statusCode(201)
                .body("status", equalTo("approved"))
                .extract()
                .path("id");
    }

    private String watchToken(String id) {
        return stand.caller()
                .contentType(ContentType.JSON)
                .body("{\"scope\":\"watch\",\"id\":\"" + id + "\"}")
                .post("/v1/client-tokens")
                .then()
                .statusCode(201)
                .extract()
                .path("token");
    }

    private void awaitTakenUp(String variable, int times) {
        soon().until(() -> stand.gateway()
                        .log()
                        .lines()
                        .filter(line -> line.contains("secrets taken up anew") && line.contains(variable))
                        .count()
                == times);
    }

    @Test
    void anApiKeyIsReplacedWhileBothAreTakenForAWhile() {
        // Given
        String id = Stand.newId();
        assertThat(status(NEW_KEY, id)).isEqualTo(401);

        // When
        mount.with("api-keys", NEW_KEY + "\n" + GatewayProcess.API_KEY + "\n").swap();

        // Then
        soon().until(() -> status(NEW_KEY, id) == 404);
        assertThat(status(GatewayProcess.API_KEY, id)).isEqualTo(404);

        // When
        mount.with("api-keys", NEW_KEY).swap();

        // Then
        soon().until(() -> status(GatewayProcess.API_KEY, id) == 401);
        assertThat(status(NEW_KEY, id)).isEqualTo(404);
        assertThat(status(OTHER_KEY, id)).isEqualTo(404);
    }

    @Test
    void theSecretOfTokensIsReplacedWhileTheOldOnesStillHold() {
        // Given
        String id = decided();
        String old = watchToken(id);

        // When
        mount.with("token-secret", SECOND_SECRET + "," + FIRST_SECRET).swap();
        awaitTakenUp("GATEWAY_TOKEN_SECRET_FILE", 1);

        // Then
        String fresh = watchToken(id);
        assertThat(status(old, id)).isEqualTo(200);
        assertThat(status(fresh, id)).isEqualTo(200);

        // When
        mount.with("token-secret", SECOND_SECRET).swap();

        // Then
        soon().until(() -> status(old, id) == 401);
        assertThat(status(fresh, id)).isEqualTo(200);
    }

    @Test
    void theKeyThatSealsResultsIsReplacedAndOldOnesStillOpen() {
        // Given
        String old = decided();

        // When
        mount.with("encryption-keys", K2 + "\n" + K1).swap();
        awaitTakenUp("GATEWAY_ENCRYPTION_KEYS_FILE", 1);

        // Then
        String fresh = decided();
        assertThat(status(GatewayProcess.API_KEY, old)).isEqualTo(200);
        assertThat(status(GatewayProcess.API_KEY, fresh)).isEqualTo(200);

        // When: what opens without the old key was sealed with the new one.
        mount.with("encryption-keys", K2).swap();
        awaitTakenUp("GATEWAY_ENCRYPTION_KEYS_FILE", 2);

        // Then
        assertThat(status(GatewayProcess.API_KEY, fresh)).isEqualTo(200);
    }

    @Test
    void theCredentialsAtKairosAreReplaced() {
        // Given
        assertThat(submitAsOther().then().statusCode(502).extract().<String>path("code"))
                .isEqualTo("kairos_credentials");

        // When
        mount.with("other-app-key", "sandbox-app-key\n").swap();

        // Then
        soon().until(() -> submitAsOther().statusCode() == 202);
    }

    private Response submitAsOther() {
        return stand.upload(with(OTHER_KEY), "document", "approve").post("/v1/verifications/document");
    }

    @Test
    void contentsThatCannotWorkAreToldOfOnceAndChangeNothing() {
        // Given
        String id = decided();

        // When
        mount.with("encryption-keys", "k3:much-too-short-to-be-a-key")
                .with("api-keys", NEW_KEY)
                .swap();
        soon().until(() -> stand.gateway().log().contains("secrets stay as they were"));
        mount.without("encryption-keys").swap();
        soon().until(() ->
                stand.gateway().log().contains("GATEWAY_ENCRYPTION_KEYS_FILE names a file that cannot be read"));

        // Then
        assertThat(status(GatewayProcess.API_KEY, id)).isEqualTo(200);
        assertThat(status(NEW_KEY, id)).isEqualTo(401);

        // When
        mount.with("encryption-keys", K1 + "," + K2).swap();

        // Then
        soon().until(() -> status(NEW_KEY, id) == 200);
        assertThat(stand.gateway().log().lines().filter(line -> line.contains("secrets stay as they were")))
                .hasSize(2);
        assertThat(stand.gateway().log()).doesNotContain("much-too-short");
    }
}
