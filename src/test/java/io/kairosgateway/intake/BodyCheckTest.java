package io.kairosgateway.intake;

import static io.kairosgateway.intake.MultipartBodies.body;
import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.problem.Problem;
import io.kairosgateway.settings.GatewaySettings.Intake.EmptyParts;
import io.kairosgateway.settings.TestSettings;
import io.kairosgateway.verification.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyCheckTest {

    private static final byte[] UPLOAD = body().jpeg("selfie", 400, 400)
            .text("threshold", "0.6")
            .file("selfie", "b", "image/jpeg", new byte[] {1})
            .close();

    static final List<ByteBuf> BUFFERS = List.of(
            Unpooled.wrappedBuffer(UPLOAD),
            Unpooled.wrappedBuffer(UPLOAD).asReadOnly(),
            Unpooled.directBuffer().writeBytes(UPLOAD),
            Unpooled.directBuffer().writeZero(99).writeBytes(UPLOAD).skipBytes(99),
            Unpooled.buffer().writeZero(99).writeBytes(UPLOAD).skipBytes(99).slice(),
            Unpooled.wrappedBuffer(
                    Arrays.copyOf(UPLOAD, 100), Arrays.copyOfRange(UPLOAD, 100, UPLOAD.length), new byte[0]));

    @Test
    void partsOfAGoodUploadAreReportedWithTheirSizesAndValues() {
        // Given
        byte[] selfie = Pictures.jpeg(600, 800, 20_000);
        byte[] document = Pictures.png(800, 600, 30_000);
        byte[] upload = body().file("selfie", "a.jpg", "image/jpeg", selfie)
                .text("profile", "strict-v0")
                .file("document", "b.png", "image/png", document)
                .close();

        // When
        Checked checked = Checked.whole(Kind.FULL_ID, upload);

        // Then
        assertThat(checked.refusal()).isNull();
        assertThat(checked.parts())
                .containsExactly(
                        new Parts.Part("selfie", true, 20_000, null),
                        new Parts.Part("profile", false, 9, "strict-v0"),
                        new Parts.Part("document", true, 30_000, null));
    }

    @ParameterizedTest
    @CsvSource({
        "FULL_ID,profile,permissive-v0",
        "LIVENESS,threshold,0",
        "LIVENESS,threshold,1",
        "LIVENESS,threshold,0.6",
        "LIVENESS,threshold,1.00",
        "LIVENESS,threshold,0.12345678901234",
        "BIOMETRIC,image_multiface,true",
        "BIOMETRIC,image_multiface,false"
    })
    void anAllowedValueIsReported(Kind kind, String part, String value) {
        // Given
        BodyCheck check = (BodyCheck) BodyCheck.open(MultipartBodies.CONTENT_TYPE, kind, Checked.LIMITS);

        // When
        Refusal refusal =
                check.feed(Unpooled.wrappedBuffer(body().text(part, value).close()));

        // Then
        assertThat(refusal).isNull();
        assertThat(check.parts().value(part)).contains(value);
    }

    @ParameterizedTest
    @CsvSource({"strict-v0,", "optimal-v0,INVALID_VALUE", ",MISSING_PART"})
    void aPinnedProfileMustBeSentAndNoOther(String sent, Problem refused) {
        // Given
        MultipartBodies body = body().file("selfie", "a.png", "image/png", Pictures.png(300, 300))
                .file("document", "b.png", "image/png", Pictures.png(300, 300));
        if (sent != null) {
            body.text("profile", sent);
        }

        // When
        Checked checked = Checked.pieces(
                MultipartBodies.CONTENT_TYPE, Kind.FULL_ID, Checked.LIMITS.pinned("strict-v0"), List.of(body.close()));

        // Then
        assertThat(checked.refusal() == null ? null : checked.refusal().problem())
                .isEqualTo(refused);
        assertThat(checked.refusal() == null ? "profile" : checked.refusal().part())
                .isEqualTo("profile");
    }

    @Test
    void aPinnedProfileChangesNothingForKindsWithoutOne() {
        // When
        Checked checked = Checked.pieces(
                MultipartBodies.CONTENT_TYPE,
                Kind.DOCUMENT,
                Checked.LIMITS.pinned("strict-v0"),
                List.of(body().file("document", "b.png", "image/png", Pictures.png(300, 300))
                        .close()));

        // Then
        assertThat(checked.refusal()).isNull();
    }

    @Test
    void aFileAndARequestOfExactlyTheLimitAreTaken() {
        // Given
        byte[] upload =
                body().part(BadBody.SELFIE, Pictures.png(300, 300, 2000)).close();
        PartLimits limits = new PartLimits(
                upload.length,
                2000,
                3,
                BadBody.SELFIE.length() + 2,
                300,
                300,
                Checked.LIMITS.faces(),
                Checked.LIMITS.documents(),
                Checked.LIMITS.profiles(),
                false,
                EmptyParts.PASS);

        // When
        Checked checked = Checked.pieces(MultipartBodies.CONTENT_TYPE, Kind.LIVENESS, limits, List.of(upload));

        // Then
        assertThat(checked.refusal()).isNull();
    }

    @ParameterizedTest
    @FieldSource("BUFFERS")
    void theBytesAreFoundInEveryKindOfBufferAndLeftAlone(ByteBuf bytes) {
        // Given
        BodyCheck check = (BodyCheck) BodyCheck.open(MultipartBodies.CONTENT_TYPE, Kind.LIVENESS, Checked.LIMITS);

        // When
        Refusal refusal = check.feed(bytes);

        // Then
        assertThat(refusal)
                .isEqualTo(new Refusal(Problem.DUPLICATE_PART, "selfie", "The part 'selfie' was sent twice."));
        assertThat(check.parts().value("threshold")).contains("0.6");
        assertThat(ByteBufUtil.getBytes(bytes)).isEqualTo(UPLOAD);
    }

    @Test
    void aRefusalStaysWhateverFollows() {
        // Given
        BodyCheck check = (BodyCheck) BodyCheck.open(MultipartBodies.CONTENT_TYPE, Kind.LIVENESS, Checked.LIMITS);
        Refusal refusal = check.feed(Unpooled.copiedBuffer("nonsense", StandardCharsets.US_ASCII));

        // When
        Refusal later = check.feed(Unpooled.wrappedBuffer(UPLOAD));

        // Then
        assertThat(later).isSameAs(refusal).isNotNull();
        assertThat(check.finish()).isSameAs(refusal);
    }

    @Test
    void aMissingPartIsNamedAtTheEnd() {
        // Given
        byte[] upload = body().jpeg("selfie", 600, 800).close();

        // When
        Refusal refusal = Checked.whole(Kind.FULL_ID, upload).refusal();

        // Then
        assertThat(refusal).isEqualTo(new Refusal(Problem.MISSING_PART, "document", "The part 'document' is missing."));
    }

    @Test
    void aSmallSelfieIsRefusedWithinTheBytesOfItsHeader() {
        // Given
        byte[] upload = body().jpeg("selfie", 200, 200).close();
        int frame = new String(upload, StandardCharsets.ISO_8859_1).indexOf("\u00ff\u00c0");
        byte[] beginning = Arrays.copyOf(upload, frame + 9);

        // When
        Refusal refusal = Checked.whole(Kind.LIVENESS, beginning).refusal();

        // Then
        assertThat(refusal.problem()).isEqualTo(Problem.IMAGE_DIMENSIONS);
        assertThat(refusal.part()).isEqualTo("selfie");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "%41"})
    void aFileNameAsLongAsTheHeadersMayBeIsReadWithoutDeepRecursion(String unit) {
        // Given
        String extended = "UTF-8''" + unit.repeat(3_000 / unit.length());
        byte[] body = MultipartBodies.body()
                .part(
                        "Content-Disposition: form-data; name=\"document\"; filename=\"a.jpg\"; filename*=" + extended
                                + "\r\n",
                        Pictures.jpeg(600, 800))
                .close();
        BodyCheck check = (BodyCheck) BodyCheck.open(
                MultipartBodies.CONTENT_TYPE,
                Kind.DOCUMENT,
                PartLimits.of(TestSettings.defaults().intake()));

        // When
        Refusal refusal = check.feed(Unpooled.wrappedBuffer(body));

        // Then
        assertThat(refusal).isNull();
        assertThat(check.finish()).isNull();
    }
}
