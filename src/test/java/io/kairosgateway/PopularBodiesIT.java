package io.kairosgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.intake.MultipartBodies;
import io.kairosgateway.intake.PopularBody;
import io.kairosgateway.testing.RawUpload;
import io.kairosgateway.testing.Stand;
import io.vertx.core.json.JsonObject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What popular clients send, byte for byte, through the packaged gateway to a Kairos that reads it with a parser of its own. */
class PopularBodiesIT {

    private static final String PATH = "/v1/verifications/document";
    private static Stand stand;
    private static Stand strict;

    @BeforeAll
    static void start() {
        stand = Stand.start();
        strict = Stand.start(gateway -> gateway.with("GATEWAY_INTAKE_EMPTY_PARTS", "refuse"));
    }

    @AfterAll
    static void stop() {
        stand.closeWithACleanLog();
        strict.closeWithACleanLog();
    }

    static List<PopularBody> bodies() {
        return PopularBody.all();
    }

    private static String answer(Stand stand, String path, String contentType, byte[] body, boolean chunked) {
        try (RawUpload upload = RawUpload.begin(stand.gateway().port(), path, contentType, chunked ? -1 : body.length)
                .send(body)
                .end()) {
            return upload.answer();
        }
    }

    private static Map<String, Object> problem(String answer) {
        return new JsonObject(answer.substring(answer.indexOf("\r\n\r\n") + 4)).getMap();
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void aPopularBodyIsTakenAndKairosGetsItsBytesUnderAPlainContentType(PopularBody popular) {
        // When
        String whole = answer(stand, PATH, popular.contentType(), popular.body(), false);
        String chunked = answer(stand, PATH, popular.contentType(), popular.body(), true);

        // Then
        assertThat(whole).startsWith("HTTP/1.1 202");
        assertThat(chunked).startsWith("HTTP/1.1 202");
        assertThat(stand.lastUpload())
                .containsEntry("ended", "COMPLETE")
                .containsEntry("sha256", sha256(popular.body()));
        assertThat(stand.lastUploadHeaders().get("content-type"))
                .matches("multipart/form-data; boundary=(\"[^\"]+\"|[0-9A-Za-z_.-]+)");
    }

    @Test
    void anEmptyPartIsRefusedWhereKairosIsSaidNotToTakeIt() {
        // Given
        byte[] body = MultipartBodies.body()
                .jpeg("document", 400, 500)
                .file("document_back", "", "application/octet-stream", new byte[0])
                .close();

        // When
        String answer = answer(strict, PATH, MultipartBodies.CONTENT_TYPE, body, false);

        // Then
        assertThat(answer).startsWith("HTTP/1.1 422");
        assertThat(problem(answer)).containsEntry("part", "document_back");
        assertThat(strict.uploads()).noneMatch(upload -> "COMPLETE".equals(upload.get("ended")));
    }

    @Test
    void aProblemAboutAPartSaysSoInMembersOfItsOwn() {
        // Given
        byte[] large = MultipartBodies.body().png("document", 400, 5712).close();
        byte[] heic = MultipartBodies.body()
                .file("document", "a.heic", "image/heic", "\0\0\0\u0018ftypheic".getBytes())
                .close();

        // When
        Map<String, Object> size = problem(answer(stand, PATH, MultipartBodies.CONTENT_TYPE, large, false));
        Map<String, Object> type = problem(answer(stand, PATH, MultipartBodies.CONTENT_TYPE, heic, true));
        Map<String, Object> kind =
                problem(answer(stand, "/v1/verifications/passport", MultipartBodies.CONTENT_TYPE, large, false));

        // Then
        assertThat(size)
                .containsEntry("code", "image_dimensions")
                .containsEntry("part", "document")
                .containsEntry("limit", 5000)
                .containsEntry("actual", 5712);
        assertThat((String) type.get("detail")).contains("HEIC", "convert");
        assertThat(type)
                .containsEntry("actual", "image/heic")
                .containsEntry("allowed", List.of("image/jpeg", "image/png", "application/pdf"));
        assertThat(kind).containsEntry("allowed", List.of("full-id", "document", "biometric", "liveness"));
    }

    @Test
    void aRequestThatIsTooLargeIsToldItsLimit() {
        // When
        Map<String, Object> problem;
        try (RawUpload upload = RawUpload.begin(
                stand.gateway().port(), PATH, MultipartBodies.CONTENT_TYPE, 40 << 20, "Expect: 100-continue")) {
            problem = problem(upload.answer());
        }

        // Then
        assertThat(problem).containsEntry("limit", 32 << 20).containsEntry("actual", 40 << 20);
    }

    private static String sha256(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
