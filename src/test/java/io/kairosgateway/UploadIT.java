package io.kairosgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.kairosgateway.intake.MultipartBodies;
import io.kairosgateway.intake.Pictures;
import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.RawUpload;
import io.kairosgateway.testing.Stand;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of an upload whose client, whose bytes or whose Kairos misbehave, seen from both ends. */
class UploadIT {

    private static final int MIB = 1 << 20;
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String PATH = "/v1/verifications/document";
    private static Stand stand;

    @BeforeAll
    static void start() {
        stand = Stand.start(gateway ->
                gateway.with("GATEWAY_KAIROS_ANSWER_TIMEOUT", "4s").with("GATEWAY_INTAKE_STALL_TIMEOUT", "3s"));
    }

    @AfterAll
    static void stop() {
        stand.closeWithACleanLog();
    }

    /** A valid picture with so many bytes behind it. */
    private static byte[] document(String script, int size) {
        byte[] picture = Arrays.copyOf(Pictures.jpeg(600, 800), size);
        return MultipartBodies.body()
                .file("document", script + ".jpg", "image/jpeg", picture)
                .close();
    }

    private static RawUpload begin(byte[] body, boolean chunked, String... headers) {
        return RawUpload.begin(
                stand.gateway().port(), PATH, MultipartBodies.CONTENT_TYPE, chunked ? -1 : body.length, headers);
    }

    private static int received() {
        return ((Number) stand.lastUpload().get("bytes")).intValue();
    }

    private static String ended() {
        return (String) stand.lastUpload().get("ended");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bytesReachKairosWhileTheClientPauses(boolean chunked) {
        // Given
        byte[] body = document("approve", 8 * MIB);
        int before = stand.uploads().size();
        try (RawUpload upload = begin(body, chunked)) {

            // When
            upload.send(body, 0, MIB);

            // Then
            await().atMost(SOON).untilAsserted(() -> {
                assertThat(stand.uploads()).hasSize(before + 1);
                assertThat(received()).isGreaterThanOrEqualTo(900 * 1024);
            });
            assertThat(ended()).isEqualTo("OPEN");
            upload.send(body, MIB, 7 * MIB)
                    .send(body, 8 * MIB, body.length - 8 * MIB)
                    .end();
            assertThat(upload.answer()).startsWith("HTTP/1.1 202");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void kairosGetsTheOriginalBytesInTheOriginalFraming(boolean chunked) throws Exception {
        // Given
        byte[] body = document("approve", 300_000);

        // When
        try (RawUpload upload = begin(body, chunked)) {
            upload.send(body, 0, 100_001)
                    .send(body, 100_001, body.length - 100_001)
                    .end();
            assertThat(upload.answer()).startsWith("HTTP/1.1 202");
        }

        // Then
        Map<String, Object> recorded = stand.lastUpload();
        assertThat(recorded).containsEntry("ended", "COMPLETE").containsEntry("sha256", sha256(body));
        assertThat(recorded).containsEntry("framing", chunked ? "chunked" : "content-length");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void kairosSeesAResetAndNeverAnEndWhenTheClientVanishes(boolean chunked) {
        // Given
        byte[] body = document("approve", 4 * MIB);
        int before = stand.uploads().size();
        RawUpload upload = begin(body, chunked).send(body, 0, MIB);
        await().atMost(SOON).until(() -> stand.uploads().size() == before + 1 && received() > 500_000);

        // When
        upload.vanish();

        // Then
        await().atMost(SOON).untilAsserted(() -> assertThat(ended()).isEqualTo("RESET"));
        assertThat(received()).isLessThan(body.length);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anUploadWithoutARequiredPartIsRefusedBeforeKairosHasAllOfIt(boolean chunked) {
        // Given
        byte[] body = MultipartBodies.body().jpeg("document_back", 600, 800).close();

        // When
        try (RawUpload upload = begin(body, chunked).send(body).end()) {

            // Then
            assertThat(upload.answer())
                    .startsWith("HTTP/1.1 422")
                    .contains("\"code\":\"missing_part\"", "document", "application/problem+json");
        }
        await().atMost(SOON).untilAsserted(() -> assertThat(ended()).isEqualTo("RESET"));
    }

    @Test
    void anUnknownPartIsNamed() {
        stand.upload(stand.caller(), "document", "approve")
                .multiPart("surprise", "x")
                .post(PATH)
                .then()
                .statusCode(422)
                .body("code", equalTo("unknown_part"))
                .body("detail", org.hamcrest.Matchers.containsString("surprise"));
        await().atMost(SOON).untilAsserted(() -> assertThat(ended()).isEqualTo("RESET"));
    }

    @Test
    void aBadKeyCostsNoByteOfTheBody() {
        // When: the drop-in looks at other headers, so the key that is sent here is none.
        try (RawUpload upload = RawUpload.begin(
                stand.gateway().port(),
                "/v0.1/document-verification",
                MultipartBodies.CONTENT_TYPE,
                8 * MIB,
                "Expect: 100-continue")) {

            // Then
            assertThat(upload.answer())
                    .startsWith("HTTP/1.1 401")
                    .doesNotContain("100 Continue")
                    .containsIgnoringCase("connection: close");
        }
    }

    @Test
    void aRefusedClientThatSendsAllTheSameIsCutOff() {
        // Given
        byte[] piece = new byte[MIB];

        // When: it was told to go away, and neither waits nor stops.
        try (RawUpload upload = RawUpload.begin(
                stand.gateway().port(),
                "/v0.1/document-verification",
                MultipartBodies.CONTENT_TYPE,
                -1,
                "Expect: 100-continue")) {
            assertThat(upload.answer()).startsWith("HTTP/1.1 401");

            // Then
            assertThatThrownBy(() -> {
                        for (int sent = 0; sent < 100; sent++) {
                            upload.send(piece);
                        }
                    })
                    .isInstanceOf(UncheckedIOException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-datax; boundary=x",
                "multipart/mixed; boundary=x",
                "text/plain; a=multipart/form-data",
                "multipart/form-data-x"
            })
    void aMediaTypeThatOnlyLooksLikeItIsNotTaken(String type) {
        // When
        try (RawUpload upload = RawUpload.begin(stand.gateway().port(), PATH, type, 10)) {

            // Then
            assertThat(upload.answer()).startsWith("HTTP/1.1 415").contains("unsupported_media_type");
        }
    }

    @Test
    void aDeclaredLengthThatIsAbsurdIsAProblemToo() {
        // When
        try (RawUpload upload = RawUpload.begin(stand.gateway().port(), PATH, MultipartBodies.CONTENT_TYPE, 1L << 40)) {

            // Then
            assertThat(upload.answer()).startsWith("HTTP/1.1 413").contains("request_too_large");
        }
    }

    @Test
    void theClientIsToldToSendOnlyWhenKairosIsConnected() {
        // Given
        byte[] body = document("approve", 100_000);

        // When
        try (RawUpload upload = begin(body, false, "Expect: 100-continue")) {

            // Then
            assertThat(upload.answer()).startsWith("HTTP/1.1 100 Continue");
            assertThat(upload.send(body).answer()).startsWith("HTTP/1.1 202");
        }
    }

    @Test
    void aDeclaredLengthOverTheLimitIsRefusedBeforeTheBody() {
        // Given
        int before = stand.uploads().size();

        // When
        try (RawUpload upload = RawUpload.begin(
                stand.gateway().port(), PATH, MultipartBodies.CONTENT_TYPE, 100L * MIB, "Expect: 100-continue")) {

            // Then
            assertThat(upload.answer())
                    .startsWith("HTTP/1.1 413")
                    .contains("request_too_large")
                    .containsIgnoringCase("connection: close");
        }
        assertThat(stand.uploads()).hasSize(before);
    }

    @Test
    void aChunkedBodyOverTheLimitIsRefusedInTheStream() {
        // Given
        byte[] body = document("approve", 16 * MIB);

        // When
        try (RawUpload upload = begin(body, true)) {
            upload.send(body, 0, body.length - 10);

            // Then
            assertThat(upload.answer()).startsWith("HTTP/1.1 413").contains("part_too_large");
        }
        await().atMost(SOON).untilAsserted(() -> assertThat(ended()).isEqualTo("RESET"));
    }

    @Test
    void aClientThatStandsStillIsAnsweredAndKairosReset() {
        // Given
        byte[] body = document("approve", 500_000);

        // When
        try (RawUpload upload = begin(body, false).send(body, 0, 200_000)) {

            // Then
            assertThat(upload.answer()).startsWith("HTTP/1.1 408").contains("upload_stalled");
        }
        await().atMost(SOON).untilAsserted(() -> assertThat(ended()).isEqualTo("RESET"));
    }

    @ParameterizedTest
    @CsvSource({
        "fault=400, 502, kairos_refused, false",
        "fault=401, 502, kairos_credentials, false",
        "fault=403, 503, kairos_forbidden, false",
        "fault=422, 502, kairos_refused, false",
        "fault=429, 503, kairos_busy, true",
        "fault=500, 502, kairos_error, false",
        "fault=503, 502, kairos_error, false",
        "fault=html, 502, kairos_unreadable, false",
        "fault=empty, 502, kairos_unreadable, false",
        "fault=garbage, 502, kairos_unreadable, false",
        "fault=hang, 504, kairos_timeout, false",
        "fault=early, 502, kairos_credentials, false"
    })
    void whateverKairosAnswersIsMappedAndNothingHangs(String script, int status, String code, boolean retryable) {
        // Given
        byte[] body = document(script, 2 * MIB);

        // When
        String answer;
        try (RawUpload upload = begin(body, false).send(body)) {
            answer = upload.answer();
        }

        // Then
        assertThat(answer)
                .startsWith("HTTP/1.1 " + status)
                .contains("\"code\":\"" + code + "\"", "\"retryable\":" + retryable)
                .doesNotContain("<html", "localhost:", "Simulated", "sandbox");
    }

    @Test
    void aKairosThatHangsUpInTheMiddleIsNoCompleteUpload() {
        // Given
        byte[] body = document("fault=reset", 4 * MIB);

        // When
        try (RawUpload upload = begin(body, false).send(body)) {

            // Then
            assertThat(upload.answer())
                    .startsWith("HTTP/1.1 502")
                    .contains("kairos_connection_lost", "\"retryable\":true");
        }
    }

    @Test
    void aKairosThatReadsSlowlyHoldsTheClientBackAndLosesNothing() {
        // Given
        byte[] body = document("fault=slow", 200_000);

        // When
        try (RawUpload upload = begin(body, false).send(body)) {

            // Then
            assertThat(upload.answer()).startsWith("HTTP/1.1 202");
        }
        assertThat(stand.lastUpload()).containsEntry("ended", "COMPLETE").containsEntry("bytes", body.length);
    }

    @Test
    void theDropInPassesKairosAnswersOnButNotWhatItSaysOfOurCredentials() {
        stand.upload(stand.kairosClient(), "document", "fault=500")
                .post("/v0.1/document-verification")
                .then()
                .statusCode(500);
        stand.upload(stand.kairosClient(), "document", "fault=422")
                .post("/v0.1/document-verification")
                .then()
                .statusCode(422);
        stand.upload(stand.kairosClient(), "document", "fault=401")
                .post("/v0.1/document-verification")
                .then()
                .statusCode(502)
                .body("code", equalTo("kairos_credentials"));
    }

    @Test
    void anotherRequestOnTheSameConnectionIsReadAfterARefusedBody() {
        // Given
        byte[] body = MultipartBodies.body().text("surprise", "x").close();

        // When
        try (RawUpload upload = begin(body, false).send(body)) {
            String first = upload.answer();
            upload.send("GET /v1/verifications/x HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes());

            // Then
            assertThat(List.of(first, upload.answer()))
                    .satisfiesExactly(
                            refused -> assertThat(refused).startsWith("HTTP/1.1 422"),
                            next -> assertThat(next).startsWith("HTTP/1.1 401"));
        }
    }

    @Test
    void uploadsThatFollowEachOtherAtOnceKeepTheirOwnBytes() throws Exception {
        // Given: the first form has no body, and its key is asked for in Redis while the next ones are there already.
        byte[] one = document("approve", 90_000);
        byte[] two = document("decline", 150_000);
        int before = stand.uploads().size();
        ByteArrayOutputStream following = new ByteArrayOutputStream();
        for (byte[] body : List.of(one, two)) {
            following.writeBytes(("POST " + PATH + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                            + GatewayProcess.API_KEY + "\r\nIdempotency-Key: " + UUID.randomUUID()
                            + "\r\nContent-Type: "
                            + MultipartBodies.CONTENT_TYPE + "\r\nContent-Length: " + body.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            following.writeBytes(body);
        }

        // When
        List<String> answers;
        try (RawUpload upload = begin(new byte[0], false, "Idempotency-Key: " + UUID.randomUUID())) {
            upload.send(following.toByteArray());
            answers = List.of(upload.answer(), upload.answer(), upload.answer());
        }

        // Then
        assertThat(answers.get(0)).startsWith("HTTP/1.1 422").contains("malformed_multipart");
        assertThat(answers.subList(1, 3))
                .allSatisfy(answer -> assertThat(answer).startsWith("HTTP/1.1 202"));
        assertThat(stand.uploads().subList(before, stand.uploads().size()))
                .filteredOn(upload -> "COMPLETE".equals(upload.get("ended")))
                .extracting(upload -> upload.get("sha256"))
                .containsExactly(sha256(one), sha256(two));
    }

    private static String sha256(byte[] body) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    }
}
