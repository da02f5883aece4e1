package io.kairosgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kairosgateway.intake.MultipartBodies;
import io.kairosgateway.intake.Pictures;
import io.kairosgateway.testing.RawUpload;
import io.kairosgateway.testing.Stand;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** One tenant's uploads never take the places of another's. */
class TenantLimitIT {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String PATH = "/v1/verifications/document";

    @Test
    void aTenantAtItsLimitIsRefusedBeforeTheBodyWhileAnotherGetsThrough() {
        // Given
        byte[] body = MultipartBodies.body()
                .file("document", "approve.jpg", "image/jpeg", Pictures.jpeg(600, 800))
                .close();
        try (Stand stand = Stand.start(gateway -> gateway.with("GATEWAY_TENANTS_DEFAULT_MAX_IN_FLIGHT", "1")
                .with("GATEWAY_TENANTS_OTHER_API_KEYS", "key-of-the-other-tenant")
                .with("GATEWAY_TENANTS_OTHER_KAIROS_APP_ID", "sandbox-app-id")
                .with("GATEWAY_TENANTS_OTHER_KAIROS_APP_KEY", "sandbox-app-key")
                .with("GATEWAY_TENANTS_OTHER_MAX_IN_FLIGHT", "2"))) {
            int port = stand.gateway().port();
            RawUpload first =
                    RawUpload.begin(port, PATH, MultipartBodies.CONTENT_TYPE, body.length, "Expect: 100-continue");
            assertThat(first.answer()).startsWith("HTTP/1.1 100");

            // When
            String refused;
            try (RawUpload second =
                    RawUpload.begin(port, PATH, MultipartBodies.CONTENT_TYPE, body.length, "Expect: 100-continue")) {
                refused = second.answer();
            }

            // Then
            assertThat(refused)
                    .startsWith("HTTP/1.1 503")
                    .contains("\"code\":\"overloaded\"", "tenant")
                    .containsIgnoringCase("retry-after: 1");
            stand.upload(
                            stand.stranger().header("Authorization", "Bearer key-of-the-other-tenant"),
                            "document",
                            "approve")
                    .post(PATH)
                    .then()
                    .statusCode(202);

            // When: the first one vanishes, its place is free again.
            first.vanish();

            // Then
            await().atMost(SOON)
                    .until(() -> stand.upload(stand.caller(), "document", "approve")
                                    .post(PATH)
                                    .statusCode()
                            == 202);
        }
    }
}
