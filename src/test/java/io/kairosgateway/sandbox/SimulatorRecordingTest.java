package io.kairosgateway.sandbox;

import static io.kairosgateway.sandbox.Stand.multipart;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SimulatorRecordingTest {

    private static final String PATH = "/v0.1/document-verification";

    private final Stand stand = Stand.start();

    @AfterEach
    void close() throws Exception {
        stand.close();
    }

    private JsonObject only(String query) {
        JsonArray found = stand.requests(query);
        assertThat(found).hasSize(1);
        return found.getJsonObject(0);
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    @Test
    void everyRawByteIsSeenBesideTheMultipartParser() throws Exception {
        // Given
        byte[] body = multipart(3_000_000, "selfie=s.jpg", "document=d.jpg", "profile:optimal-v0");
        // When
        stand.send(stand.upload("/v0.2/full-id-verification", body));
        // Then
        JsonObject recorded = only("method=POST");
        assertThat(recorded.getLong("bytes")).isEqualTo(body.length);
        assertThat(recorded.getString("sha256")).isEqualTo(sha256(body));
        assertThat(recorded.getString("ended")).isEqualTo("COMPLETE");
        assertThat(recorded.getString("framing")).isEqualTo("content-length");
        assertThat(recorded.getString("version")).isEqualTo("v0.2");
        assertThat(recorded.getString("kind")).isEqualTo("full-id");
        assertThat(recorded.getInteger("status")).isEqualTo(201);
        assertThat(recorded.getString("uuid")).isNotNull();
        assertThat(recorded.getJsonArray("arrivals").size()).isBetween(2, 256);
        assertThat(recorded.getJsonArray("headers"))
                .contains(new JsonObject().put("name", "app_id").put("value", "sandbox-app-id"));
        assertThat(recorded.getJsonArray("parts"))
                .containsExactly(
                        new JsonObject()
                                .put("name", "selfie")
                                .put("filename", "s.jpg")
                                .put("size", 3_000_000),
                        new JsonObject()
                                .put("name", "document")
                                .put("filename", "d.jpg")
                                .put("size", 3_000_000),
                        new JsonObject()
                                .put("name", "profile")
                                .put("value", "optimal-v0")
                                .put("size", 10));
    }

    @Test
    void aChunkedBodyIsRecordedAsChunked() throws Exception {
        // Given
        byte[] body = multipart(200_000, "document=d.jpg");
        HttpRequest.Builder post =
                stand.upload(PATH, body).POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));
        // When
        stand.send(post);
        // Then
        JsonObject recorded = only("method=POST");
        assertThat(recorded.getString("framing")).isEqualTo("chunked");
        assertThat(recorded.getLong("content_length")).isNull();
        assertThat(recorded.getString("sha256")).isEqualTo(sha256(body));
    }

    @Test
    void itIsRecordedFromWhereAnUploadCameAndWhenItIsDecided() throws Exception {
        // Given
        byte[] body = multipart(100, "document=d-delay=300ms.jpg");
        try (Socket socket = stand.open(PATH, "Content-Length: " + body.length + "\r\n")) {
            // When
            socket.getOutputStream().write(body);
            await().until(() -> only("method=POST").getString("uuid") != null);
            // Then
            JsonObject recorded = only("method=POST");
            assertThat(recorded.getInteger("client_port")).isEqualTo(socket.getLocalPort());
            assertThat(recorded.getLong("decided_at_millis"))
                    .isGreaterThanOrEqualTo(recorded.getLong("started_at_millis") + 300);
        }
    }

    @Test
    void aBodyUnderWayIsOpenAndABrokenOneIsReset() throws Exception {
        // Given
        byte[] body = multipart(50_000, "document=d.jpg");
        try (Socket socket = stand.open(PATH, "Content-Length: " + body.length + "\r\n")) {
            // When
            socket.getOutputStream().write(body, 0, 30_000);
            await().untilAsserted(() ->
                    assertThat(only("ended=open").getLong("bytes")).isEqualTo(30_000));
        }
        // Then
        await().untilAsserted(() -> {
            assertThat(only("ended=reset").getLong("bytes")).isEqualTo(30_000);
            assertThat(only("ended=reset").getString("sha256")).isNull();
        });
        assertThat(stand.counts().getJsonObject("posts"))
                .isEqualTo(new JsonObject().put("open", 0).put("complete", 0).put("reset", 1));
    }

    @Test
    void aTcpResetAndAChunkedBodyWithoutItsLastChunkAreResetToo() throws Exception {
        // Given
        Socket aborted = stand.open(PATH, "Content-Length: 5000\r\n");
        Socket cut = stand.open(PATH, "Transfer-Encoding: chunked\r\n");
        Stand.write(aborted, "--" + Stand.BOUNDARY);
        Stand.write(cut, "a\r\n0123456789\r\n");
        await().untilAsserted(() ->
                assertThat(stand.requests("ended=OPEN&method=POST")).hasSize(2));
        // When
        aborted.setSoLinger(true, 0);
        aborted.close();
        cut.close();
        // Then
        await().untilAsserted(() -> assertThat(stand.requests("ended=RESET")).hasSize(2));
    }

    @Test
    void aMultipartBodyThatEndsInsideAFileIsCompleteButRefused() throws Exception {
        // Given
        byte[] body = Arrays.copyOf(multipart("document=d.jpg"), 500);
        // When
        int status = stand.send(stand.upload(PATH, body)).statusCode();
        // Then
        assertThat(only("ended=complete").getInteger("status")).isEqualTo(status);
        assertThat(status).isEqualTo(400);
    }

    @Test
    void getsAreCountedPerUuidWithTheMostUnderWayAtOnce() throws Exception {
        // Given
        String watched = stand.document("d-delay=0ms-poll=slowx3.jpg");
        String other = stand.document("d-delay=0ms.jpg");
        // When
        CompletableFuture.allOf(IntStream.range(0, 3)
                        .mapToObj(number -> CompletableFuture.runAsync(() -> get(watched)))
                        .toArray(CompletableFuture[]::new))
                .get(20, TimeUnit.SECONDS);
        get(watched);
        get(other);
        get(other);
        // Then
        JsonObject counts = stand.counts();
        assertThat(counts.getLong("gets")).isEqualTo(6);
        assertThat(counts.getJsonObject("gets_per_uuid"))
                .isEqualTo(new JsonObject().put(watched, 4).put(other, 2));
        assertThat(counts.getJsonObject("gets_in_flight_max").getInteger(watched))
                .isBetween(2, 3);
        assertThat(counts.getJsonObject("gets_in_flight_max").getInteger(other)).isEqualTo(1);
        assertThat(stand.requests("method=GET&uuid=" + other)).hasSize(2);
    }

    private void get(String uuid) {
        try {
            stand.get("document", uuid);
        } catch (IOException | InterruptedException broken) {
            throw new AssertionError(broken);
        }
    }

    @Test
    void recordingsCanBeForgottenWhileVerificationsStay() throws Exception {
        // Given
        String uuid = stand.document("d-delay=0ms.jpg");
        // When
        int status = stand.send(stand.request("/_sandbox/requests").DELETE()).statusCode();
        // Then
        assertThat(status).isEqualTo(204);
        assertThat(stand.requests("")).isEmpty();
        assertThat(stand.get("document", uuid).statusCode()).isEqualTo(200);
    }

    @Test
    void expect100ContinueIsAnswered() throws Exception {
        // Given
        try (Socket socket = stand.open(PATH, "Content-Length: 500\r\nExpect: 100-continue\r\n")) {
            // When
            String answer = Stand.statusLine(socket);
            // Then
            assertThat(answer).startsWith("HTTP/1.1 100");
        }
    }

    @Test
    void closingCutsHangingRequestsAndFreesThePort() throws Exception {
        // Given
        int port = stand.simulator().port();
        String uuid = stand.document("d-poll=hang.jpg");
        CompletableFuture<Void> hanging = CompletableFuture.runAsync(() -> get(uuid));
        await().untilAsserted(() -> assertThat(stand.requests("method=GET")).hasSize(1));
        // When
        stand.simulator().close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        // Then
        assertThatThrownBy(() -> hanging.get(20, TimeUnit.SECONDS)).hasRootCauseInstanceOf(IOException.class);
        try (var again = new Stand(options -> options.withPort(port))) {
            assertThat(again.simulator().port()).isEqualTo(port);
        }
    }
}
