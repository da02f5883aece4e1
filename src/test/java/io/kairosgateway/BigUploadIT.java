package io.kairosgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.intake.MultipartBodies;
import io.kairosgateway.intake.Pictures;
import io.kairosgateway.testing.RawUpload;
import io.kairosgateway.testing.Stand;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Memory is bounded by the write queues, whatever the size. */
class BigUploadIT {

    private static final int SIZE = 200 << 20;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void twoHundredMegabytesPassThroughASmallHeapAndNoFileIsWritten(boolean chunked) {
        // Given
        try (Stand stand = Stand.start(gateway -> gateway.option("-Xmx96m")
                .with("GATEWAY_INTAKE_MAX_REQUEST_SIZE", "256M")
                .with("GATEWAY_INTAKE_MAX_PART_SIZE", "256M"))) {
            byte[] head = MultipartBodies.body()
                    .raw("--" + MultipartBodies.BOUNDARY + "\r\nContent-Disposition: form-data;"
                            + " name=\"document\"; filename=\"approve.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n")
                    .raw(Pictures.jpeg(600, 800))
                    .bytes();
            byte[] tail = ("\r\n--" + MultipartBodies.BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII);
            byte[] piece = new byte[1 << 16];
            long length = head.length + (long) SIZE + tail.length;

            // When
            try (RawUpload upload = RawUpload.begin(
                    stand.gateway().port(),
                    "/v1/verifications/document",
                    MultipartBodies.CONTENT_TYPE,
                    chunked ? -1 : length)) {
                upload.send(head);
                for (int sent = 0; sent < SIZE; sent += piece.length) {
                    upload.send(piece);
                }
                upload.send(tail).end();

                // Then
                assertThat(upload.answer()).startsWith("HTTP/1.1 202");
            }
            assertThat(stand.lastUpload()).containsEntry("ended", "COMPLETE").containsEntry("bytes", (int) length);
            assertThat(stand.gateway().filesWritten()).isEmpty();
            assertThat(stand.gateway().log()).doesNotContain("ERROR", "has been blocked");
        }
    }
}
