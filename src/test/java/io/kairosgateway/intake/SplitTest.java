package io.kairosgateway.intake;

import static io.kairosgateway.intake.MultipartBodies.body;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.verification.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class SplitTest {

    private static final byte[] FACE = Pictures.jpeg(300, 300);

    /** Content that nearly is the delimiter, again and again: what was held back has to come out in full. */
    private static final byte[] NEARLY = BadBody.joined(
            FACE,
            BadBody.bytes(
                    "\r\r\n\r\n-\r\n--\r\n---\r\n----\r\n-----\r\n------\r\n------bound\r\n------boundary-471\r\n\r\n\r"));

    static final List<Upload> UPLOADS = List.of(
            new Upload("a full id", MultipartBodies.CONTENT_TYPE, Kind.FULL_ID, MultipartBodies.fullId()),
            new Upload("an end without a line break", MultipartBodies.CONTENT_TYPE, Kind.LIVENESS, unended()),
            new Upload(
                    "nearly delimiters",
                    MultipartBodies.CONTENT_TYPE,
                    Kind.LIVENESS,
                    body().file("selfie", "a", "image/jpeg", NEARLY)
                            .text("threshold", "0.6")
                            .close()),
            new Upload(
                    "a boundary of one dash",
                    "multipart/form-data; boundary=-",
                    Kind.LIVENESS,
                    body("-").text("threshold", "0.6").jpeg("selfie", 300, 300).close()),
            new Upload(
                    "a boundary of 70 characters",
                    "multipart/form-data; boundary=\""
                            + "a b'()+_,./:=?-".repeat(5).substring(0, 70) + "\"",
                    Kind.LIVENESS,
                    body("a b'()+_,./:=?-".repeat(5).substring(0, 70))
                            .jpeg("selfie", 300, 300)
                            .close()),
            new Upload(
                    "a thumbnail and a PDF",
                    MultipartBodies.CONTENT_TYPE,
                    Kind.FULL_ID,
                    body().file("selfie", "a", "image/jpeg", Pictures.jpegWithThumbnail(FACE, Pictures.jpeg(80, 60)))
                            .file("document", "b", "application/pdf", Pictures.pdf())
                            .close()));

    record Upload(String name, String contentType, Kind kind, byte[] body) {

        Checked checked(List<byte[]> pieces) {
            return Checked.pieces(contentType, kind, Checked.LIMITS, pieces);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest
    @FieldSource("UPLOADS")
    void aGoodBodyHasTheSamePartsHoweverItIsCut(Upload upload) {
        // Given
        byte[] body = upload.body();

        // When
        Checked whole = upload.checked(List.of(body));
        List<Checked> halves = IntStream.rangeClosed(0, body.length)
                .mapToObj(at ->
                        upload.checked(List.of(Arrays.copyOf(body, at), Arrays.copyOfRange(body, at, body.length))))
                .distinct()
                .toList();
        List<Checked> random = LongStream.range(0, 500)
                .mapToObj(seed -> upload.checked(Checked.random(body, 1 + (int) seed % 90, seed)))
                .distinct()
                .toList();

        // Then
        assertThat(whole.refusal()).isNull();
        assertThat(whole.parts()).isNotEmpty();
        assertThat(halves).containsExactly(whole);
        assertThat(random).containsExactly(whole);
        assertThat(upload.checked(Checked.single(body))).isEqualTo(whole);
    }

    private static byte[] unended() {
        byte[] ended = body().jpeg("selfie", 300, 300).close();
        return Arrays.copyOf(ended, ended.length - 2);
    }
}
