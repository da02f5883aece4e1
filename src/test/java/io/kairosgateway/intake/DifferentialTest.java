package io.kairosgateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class DifferentialTest {

    private static final int BODIES = 100_000;
    private static final long SEED = 20_260_101;

    @Test
    void whatIsAcceptedIsReadAlikeByOtherParsers() throws IOException {
        // Given
        BodyGenerator generator = new BodyGenerator(SEED);
        int valid = 0;
        int accepted = 0;
        int acceptedThoughChanged = 0;

        for (int i = 0; i < BODIES; i++) {
            BodyGenerator.Generated upload = generator.next();

            // When
            Checked checked =
                    Checked.pieces(upload.contentType(), upload.kind(), Checked.LIMITS, List.of(upload.body()));

            // Then
            assertThat(upload.changed() || checked.refusal() == null)
                    .as("body %d: %s", i, checked.refusal())
                    .isTrue();
            if (checked.refusal() == null) {
                for (OtherParsers other : OtherParsers.values()) {
                    assertThat(other.parts(upload.contentType(), upload.body()))
                            .as("body %d by %s:%n%s", i, other, new String(upload.body(), StandardCharsets.ISO_8859_1))
                            .isEqualTo(checked.parts());
                }
                accepted++;
                acceptedThoughChanged += upload.changed() ? 1 : 0;
            }
            valid += upload.changed() ? 0 : 1;
        }
        assertThat(valid).isGreaterThan(BODIES / 5);
        assertThat(acceptedThoughChanged).isGreaterThan(BODIES / 50);
        assertThat(accepted).isLessThan(BODIES / 2);
    }
}
