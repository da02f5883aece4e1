package io.kairosgateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rule that lets the gateway take what popular clients send: whatever it takes is read alike by parsers that others wrote. */
class DifferentialTest {

    private static final int BODIES = 100_000;
    private static final int BATCH = 5_000;
    private static final long SEED = 20_260_101;

    @Test
    void whatIsAcceptedIsReadAlikeByOtherParsers() throws IOException {
        // Given
        BodyGenerator generator = new BodyGenerator(SEED);
        int valid = 0;
        int accepted = 0;
        int acceptedThoughChanged = 0;
        List<OtherParser.Body> batch = new ArrayList<>();
        List<Reading> readings = new ArrayList<>();

        for (int i = 1; i <= BODIES; i++) {
            BodyGenerator.Generated upload = generator.next();
            BodyCheck check = (BodyCheck) BodyCheck.open(upload.contentType(), upload.kind(), Checked.LIMITS);

            // When
            Checked checked =
                    Checked.pieces(upload.contentType(), upload.kind(), Checked.LIMITS, List.of(upload.body()));

            // Then
            if (!upload.changed()) {
                valid++;
                assertThat(checked.refusal()).as("body %d", i).isNull();
            }
            if (checked.refusal() == null) {
                OtherParser.Body passed = new OtherParser.Body(check.contentType(), upload.body());
                batch.add(passed);
                readings.add(Reading.of(passed, (Boundary) Boundary.of(upload.contentType())));
                accepted++;
                acceptedThoughChanged += upload.changed() ? 1 : 0;
            }
            if (batch.size() == BATCH || i == BODIES) {
                compare(batch, readings);
                batch.clear();
                readings.clear();
            }
        }
        assertThat(valid).isGreaterThan(BODIES / 5);
        assertThat(acceptedThoughChanged).isGreaterThan(BODIES / 50);
        assertThat(accepted).isLessThan(BODIES / 2);
    }

    private static void compare(List<OtherParser.Body> batch, List<Reading> readings) throws IOException {
        for (OtherParser other : OtherParsers.available()) {
            List<List<ReadPart>> theirs = other.read(batch);
            for (int i = 0; i < batch.size(); i++) {
                readings.get(i).isSharedBy(other, theirs.get(i), batch.get(i));
            }
        }
    }
}
