package io.kairosgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kairosgateway.intake.MultipartBodies;
import io.kairosgateway.intake.Pictures;
import io.kairosgateway.testing.RawUpload;
import io.kairosgateway.testing.Stand;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads that go on and on: a client that sends too little, a Kairos that reads nothing. */
class SlowUploadIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String PATH = "/v1/verifications/document";

    private static byte[] document(int size) {
        return MultipartBodies.body()
                .file("document", "approve.jpg", "image/jpeg", Arrays.copyOf(Pictures.jpeg(600, 800), size))
                .close();
    }

    private static RawUpload begin(int port, byte[] body, boolean chunked) {
        return RawUpload.begin(port, PATH, MultipartBodies.CONTENT_TYPE, chunked ? -1 : body.length);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClientThatNeverStandsStillButIsTooSlowIsAnsweredAndKairosReset(boolean chunked) {
        // Given
        byte[] body = document(500_000);
        int[] sent = {1000};
        try (Stand stand = Stand.start(gateway -> gateway.with("GATEWAY_INTAKE_STALL_TIMEOUT", "60s")
                        .with("GATEWAY_INTAKE_MIN_RATE_GRACE", "2s"));
                RawUpload upload = begin(stand.gateway().port(), body, chunked).send(body, 0, sent[0])) {

            // When
            CompletableFuture<String> answer = CompletableFuture.supplyAsync(upload::answer);
            await().atMost(SOON).pollInterval(Duration.ofMillis(250)).until(() -> {
                if (!answer.isDone()) {
                    upload.send(body, sent[0]++, 1);
                }
                return answer.isDone();
            });

            // Then
            assertThat(answer.join()).startsWith("HTTP/1.1 408").contains("upload_stalled", "came too slowly");
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(stand.lastUpload()).containsEntry("ended", "RESET"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aKairosThatReadsNothingIsGivenUpAndTheClientHearsIt(boolean chunked) throws IOException {
        // Given: its system takes connections and some bytes, but nobody reads them.
        byte[] body = document(12 << 20);
        try (ServerSocket kairos = new ServerSocket()) {
            kairos.setReceiveBufferSize(64 * 1024);
            kairos.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (Stand stand = Stand.start(gateway -> gateway.with("GATEWAY_INTAKE_STALL_TIMEOUT", "2s")
                            .with("GATEWAY_INTAKE_MIN_RATE_GRACE", "1s")
                            .with("KAIROS_URL", "http://127.0.0.1:" + kairos.getLocalPort() + "/v0.1"));
                    RawUpload upload = begin(stand.gateway().port(), body, chunked)) {

                // When
                CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> upload.send(body));
                String answer = upload.answer();

                // Then
                assertThat(answer).startsWith("HTTP/1.1 504").contains("kairos_timeout", "stopped reading");
                try (Socket upstream = kairos.accept()) {
                    assertThat(received(upstream)).isLessThan(body.length);
                }
                await().atMost(SOON).until(sending::isDone);
            }
        }
    }

    /** How much arrives before the connection ends; what the system had taken in is part of it. */
    private static long received(Socket upstream) throws IOException {
        upstream.setSoTimeout(20_000);
        byte[] buffer = new byte[65_536];
        long sum = 0;
        try {
            for (int read; (read = upstream.getInputStream().read(buffer)) >= 0; ) {
                sum += read;
            }
        } catch (SocketException reset) {
            return sum;
        }
        return sum;
    }
}
