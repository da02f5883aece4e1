package io.kairosgateway.intake;

import static io.kairosgateway.intake.BadBody.bytes;
import static io.kairosgateway.intake.MultipartBodies.body;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.problem.Particulars;
import io.kairosgateway.problem.Problem;
import io.kairosgateway.verification.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A refusal helps: programs read its members, people its sentence. */
class RefusalTest {

    private static final List<String> FACES = List.of("image/jpeg", "image/png");

    private static Refusal refusal(Kind kind, MultipartBodies body) {
        return Checked.whole(kind, body.close()).refusal();
    }

    private static Refusal selfie(byte[] content) {
        return refusal(Kind.LIVENESS, body().file("selfie", "a.jpg", "image/jpeg", content));
    }

    @Test
    void anUnknownPartComesWithTheKnownOnes() {
        // When
        Refusal refusal = refusal(Kind.DOCUMENT, body().text("surprise", "x"));

        // Then
        assertThat(refusal.particulars())
                .isEqualTo(new Particulars("surprise", null, null, List.of("document", "document_back")));
    }

    @Test
    void aWrongValueComesWithThoseThatAreTaken() {
        // When
        Refusal profile = refusal(Kind.FULL_ID, body().text("profile", "lax"));
        Refusal faces = refusal(Kind.BIOMETRIC, body().text("image_multiface", "1"));

        // Then
        assertThat(profile.particulars())
                .isEqualTo(new Particulars("profile", null, null, List.of("optimal-v0", "permissive-v0", "strict-v0")));
        assertThat(faces.particulars().allowed()).containsExactly("true", "false");
    }

    @Test
    void aPictureOfAWrongSizeComesWithTheSideAndItsLimit() {
        // When
        Refusal large = selfie(Pictures.png(400, 5712));
        Refusal small = selfie(Pictures.jpeg(640, 200));

        // Then
        assertThat(large.particulars()).isEqualTo(new Particulars("selfie", 5000L, 5712L, null));
        assertThat(small.particulars()).isEqualTo(new Particulars("selfie", 300L, 200L, null));
    }

    @Test
    void aPartThatIsTooLargeComesWithItsLimit() {
        // When
        Refusal unsaid = selfie(Pictures.png(300, 300, (1 << 19) + 1));
        Refusal said = refusal(
                Kind.LIVENESS,
                body().part(BadBody.SELFIE + "Content-Length: 600000\r\n", Pictures.png(300, 300, 600_000)));

        // Then
        assertThat(unsaid.particulars()).isEqualTo(new Particulars("selfie", 1L << 19, null, null));
        assertThat(said.particulars()).isEqualTo(new Particulars("selfie", 1L << 19, 600_000L, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "\0\0\0\u0018ftypheic|image/heic|HEIC.*convert.*JPEG",
                "\0\0\0\u0018ftypmif1|image/heic|HEIC.*convert.*JPEG",
                "RIFF\0\0\0\0WEBPVP8 |image/webp|WebP.*convert",
                "\0\0\0\u0018ftypavif|image/avif|AVIF.*convert",
                "GIF89a|image/gif|GIF.*convert",
                "II*\0|image/tiff|TIFF.*convert",
                "%PDF-1.7|application/pdf|not of a type",
                "<html>||not of a type"
            })
    void anUnsupportedPictureIsCalledByItsNameAndWhatIsTakenIsSaid(String content, String type, String words) {
        // When
        Refusal refusal = selfie(bytes(content));

        // Then
        assertThat(refusal.problem()).isEqualTo(Problem.UNSUPPORTED_IMAGE);
        assertThat(refusal.particulars()).isEqualTo(new Particulars("selfie", null, type, FACES));
        assertThat(refusal.detail()).matches("The part 'selfie' is .*" + words + ".*; taken are JPEG, PNG[.]");
    }

    @Test
    void aPngInApplesFormIsRefusedWithWords() {
        // Given
        byte[] content = bytes("\u0089PNG\r\n\u001a\n\0\0\0\u0004CgBI\u0050\0\u0020\u0002\0\0\0\0");

        // When
        Refusal refusal = selfie(content);

        // Then
        assertThat(refusal.detail()).contains("CgBI", "plain PNG");
    }

    @Test
    void aHeaderThatCannotBeReadIsQuotedByItsNameAndPlaceAndNotByItsValue() {
        // Given
        MultipartBodies body = body().jpeg("selfie", 400, 400)
                .part("Content-Disposition: form-data; name=threshold\r\nX-Secret: a\tb-4711\r\n", "0.6");

        // When
        Refusal refusal = refusal(Kind.LIVENESS, body);

        // Then
        assertThat(refusal.detail()).isEqualTo("The header 'X-Secret' in line 2 of part 2 holds a control character.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "Content-Type: image|The header 'Content-Type' in line 2 of part 1 cannot be read,.*",
                "Content-Transfer-Encoding: base64|The header 'Content-Transfer-Encoding' in line 2 of part 1 is not binary,.*",
                "Content-Encoding: gzip|The header 'Content-Encoding' in line 2 of part 1 is not taken in a part.",
                "content-disposition: x|The header 'content-disposition' in line 2 of part 1 is there twice.",
                "no colon-4711|Line 2 in the header of part 1 cannot be read."
            })
    void aHeaderThatIsNotTakenIsQuotedAlike(String line, String words) {
        // When
        Refusal refusal = refusal(Kind.LIVENESS, body().part(BadBody.SELFIE + line + "\r\n", BadBody.FACE));

        // Then
        assertThat(refusal.detail()).matches(words);
    }
}
