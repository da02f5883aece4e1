package io.kairosgateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BadBodiesTest {

    @ParameterizedTest
    @MethodSource("bodies")
    void aBadBodyIsRefusedAlikeHoweverItIsCut(BadBody bad) {
        // Given
        byte[] body = bad.body();

        // When
        Checked whole = checked(bad, List.of(body));
        Checked bytewise = checked(bad, Checked.single(body));
        Checked random = checked(bad, Checked.random(body, 40, 42));

        // Then
        assertThat(whole.refusal()).isNotNull();
        assertThat(whole.refusal().problem()).isEqualTo(bad.problem());
        assertThat(whole.refusal().part()).isEqualTo(bad.part());
        assertThat(whole.refusal().detail()).matches("[A-Z][\\x20-\\x7e]+[.]").hasSizeLessThan(200);
        assertThat(bytewise).isEqualTo(whole);
        assertThat(random).isEqualTo(whole);
    }

    private static Checked checked(BadBody bad, List<byte[]> pieces) {
        return Checked.pieces(MultipartBodies.CONTENT_TYPE, bad.kind(), Checked.LIMITS, pieces);
    }

    static Stream<BadBody> bodies() {
        return Stream.of(
                        BadGrammar.bodies(),
                        BadHeaders.bodies(),
                        BadParts.bodies(),
                        BadTexts.bodies(),
                        BadPictures.bodies())
                .flatMap(List::stream);
    }
}
