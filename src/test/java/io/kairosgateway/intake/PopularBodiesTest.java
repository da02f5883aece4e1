package io.kairosgateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.problem.Problem;
import io.kairosgateway.settings.GatewaySettings.Intake.EmptyParts;
import io.kairosgateway.verification.Kind;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PopularBodiesTest {

    private static final PartLimits REFUSING = new PartLimits(
            1 << 20,
            1 << 19,
            256,
            4096,
            300,
            5000,
            Checked.LIMITS.faces(),
            Checked.LIMITS.documents(),
            Checked.LIMITS.profiles(),
            false,
            EmptyParts.REFUSE);

    static Stream<PopularBody> bodies() {
        return Stream.concat(PopularBody.all().stream(), PopularBody.texts().stream());
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void whatAPopularClientSendsIsTakenAndReadAlikeByAll(PopularBody popular) throws IOException {
        // Given
        byte[] body = popular.body();
        BodyCheck check = (BodyCheck) BodyCheck.open(popular.contentType(), popular.kind(), Checked.LIMITS);
        OtherParser.Body passed = new OtherParser.Body(check.contentType(), body);

        // When
        Checked whole = checked(popular, List.of(body));

        // Then
        assertThat(whole.refusal()).isNull();
        assertThat(whole.parts()).extracting(Parts.Part::name).containsExactlyInAnyOrderElementsOf(popular.parts());
        assertThat(checked(popular, Checked.single(body))).isEqualTo(whole);
        assertThat(checked(popular, Checked.random(body, 40, 42))).isEqualTo(whole);
        Reading reading = Reading.of(passed, (Boundary) Boundary.of(popular.contentType()));
        for (OtherParser other : OtherParsers.available()) {
            reading.isSharedBy(other, other.read(List.of(passed)).get(0), passed);
        }
    }

    private static Checked checked(PopularBody popular, List<byte[]> pieces) {
        return Checked.pieces(popular.contentType(), popular.kind(), Checked.LIMITS, pieces);
    }

    @Test
    void anEmptyThresholdIsAsGoodAsNone() {
        // Given
        BodyCheck check = (BodyCheck) BodyCheck.open(MultipartBodies.CONTENT_TYPE, Kind.LIVENESS, Checked.LIMITS);

        // When
        check.feed(io.netty.buffer.Unpooled.wrappedBuffer(MultipartBodies.body()
                .jpeg("selfie", 400, 400)
                .text("threshold", "")
                .close()));

        // Then
        assertThat(check.finish()).isNull();
        assertThat(check.parts().value("threshold")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"document_back,DOCUMENT,UNSUPPORTED_IMAGE", "threshold,LIVENESS,INVALID_VALUE"})
    void anEmptyPartIsRefusedWhereKairosIsSaidNotToTakeIt(String part, Kind kind, Problem problem) {
        // Given
        MultipartBodies body = MultipartBodies.body().jpeg("document", 400, 400);
        if (kind == Kind.LIVENESS) {
            body = MultipartBodies.body().jpeg("selfie", 400, 400).text(part, "");
        } else {
            body.file(part, "", "application/octet-stream", new byte[0]);
        }

        // When
        Refusal refusal = Checked.pieces(MultipartBodies.CONTENT_TYPE, kind, REFUSING, List.of(body.close()))
                .refusal();

        // Then
        assertThat(refusal)
                .isEqualTo(new Refusal(problem, part, "The part '" + part + "' is empty; leave it out instead."));
    }

    @Test
    void anEmptyProfileIsMissingWhereOneIsPinned() {
        // Given
        byte[] body = MultipartBodies.body()
                .jpeg("selfie", 400, 400)
                .jpeg("document", 400, 400)
                .text("profile", "")
                .close();

        // When
        Refusal refusal = Checked.pieces(
                        MultipartBodies.CONTENT_TYPE, Kind.FULL_ID, Checked.LIMITS.pinned("strict-v0"), List.of(body))
                .refusal();

        // Then
        assertThat(refusal).isEqualTo(new Refusal(Problem.MISSING_PART, "profile", "The part 'profile' is empty."));
    }

    @Test
    void aFileWithoutANameIsLookedAtByItsBytes() {
        // Given
        byte[] body = MultipartBodies.body().text("selfie", "not a picture").close();

        // When
        Refusal refusal = Checked.whole(Kind.LIVENESS, body).refusal();

        // Then
        assertThat(refusal.problem()).isEqualTo(Problem.UNSUPPORTED_IMAGE);
        assertThat(refusal.part()).isEqualTo("selfie");
    }

    @Test
    void anEmptyFileNameWithContentIsReadDifferentlyAndRefused() {
        // Given
        byte[] body = MultipartBodies.body()
                .file("selfie", "", "image/jpeg", Pictures.jpeg(400, 400))
                .close();

        // When
        Refusal refusal = Checked.whole(Kind.LIVENESS, body).refusal();

        // Then
        assertThat(refusal)
                .isEqualTo(new Refusal(
                        Problem.MALFORMED_MULTIPART,
                        "selfie",
                        "The part 'selfie' has an empty file name and yet content."));
    }
}
