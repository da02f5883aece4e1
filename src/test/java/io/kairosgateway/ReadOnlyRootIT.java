package io.kairosgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.kairosgateway.testing.GatewayProcess.Launch;
import io.kairosgateway.testing.ReadOnlyRoot;
import io.kairosgateway.testing.Stand;
import org.junit.jupiter.api.Test;

/** As the pods of the manifests are: a read-only root file system, and no volume that could be written. */
class ReadOnlyRootIT {

    @Test
    void startsAndTakesAnUploadWhereNoFolderCanBeWritten() {
        // Given
        ReadOnlyRoot.assumePossible();

        // When
        try (Stand stand = Stand.start(Launch::withoutAFolderToWrite)) {
            // Then
            stand.upload(stand.caller(), "full-id", "approve")
                    .header("Prefer", "wait=30")
                    .post("/v1/verifications/full-id")
                    .then()
                    .statusCode(201)
                    .body("status", equalTo("approved"));
            assertThat(stand.gateway().log()).doesNotContain("ERROR", "Read-only file system");
        }
    }
}
