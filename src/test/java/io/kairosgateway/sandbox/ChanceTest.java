package io.kairosgateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.verification.Kind;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChanceTest {

    static List<String> documentedSeeds() throws IOException {
        return Files.readAllLines(Path.of("src/docs/sandbox.md")).stream()
                .filter(line -> line.matches("\\| \\d+ \\|.*"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("documentedSeeds")
    void aSeedDrawsWhatItsLineInTheDocumentSays(String line) {
        // Given
        String seed = line.split("\\|")[1].strip();
        // When
        Script script = Script.ofHeader("seed=" + seed);
        // Then
        assertThat(line).isEqualTo(line(seed, script));
    }

    private static String line(String seed, Script script) {
        JsonObject fullId = data(Kind.FULL_ID, script).getJsonObject("biometric");
        var details = data(Kind.DOCUMENT, script).getJsonObject("decision").getJsonArray("details");
        return String.format(
                Locale.ROOT,
                "| %s | `%s` | %s | %.2f | %s | %s |",
                seed,
                switch (script.outcome()) {
                    case APPROVE -> "approved";
                    case REVIEW -> "review";
                    case REJECT -> "rejected";
                },
                details.isEmpty() ? "" : "`" + details.getJsonObject(0).getString("code") + "`",
                script.delay(Duration.ofHours(1)).toMillis() / 3_600_000.0,
                data(Kind.LIVENESS, script).getDouble("faces_liveness"),
                fullId.getDouble("face_match_confidence"));
    }

    private static JsonObject data(Kind kind, Script script) {
        return new SimulatedVerification("id", kind, script, Instant.now(), Duration.ZERO)
                .result()
                .getJsonObject("response_data");
    }

    @Test
    void theDocumentTellsSomeSeedsOfEachOutcome() throws IOException {
        assertThat(documentedSeeds())
                .anyMatch(line -> line.contains("`approved`"))
                .anyMatch(line -> line.contains("`review`"))
                .anyMatch(line -> line.contains("`rejected`"));
    }

    @Test
    void neighbouringSeedsDrawAsManyOfEachOutcomeAsTheDocumentSays() {
        // When
        var drawn = LongStream.range(0, 10_000)
                .mapToObj(seed -> Chance.of(seed).outcome())
                .toList();
        // Then
        assertThat(drawn.stream().filter(Outcome.APPROVE::equals).count()).isBetween(5_700L, 6_300L);
        assertThat(drawn.stream().filter(Outcome.REVIEW::equals).count()).isBetween(1_800L, 2_200L);
    }

    @Test
    void aSeedNeverScattersAScoreAcrossTheBoundsOfItsOutcome() {
        LongStream.range(0, 1_000).mapToObj(Chance::of).forEach(chance -> {
            assertThat(chance.liveness(Outcome.APPROVE)).isBetween(0.96, 1.0);
            assertThat(chance.liveness(Outcome.REVIEW)).isBetween(0.43, 0.47);
            assertThat(chance.liveness(Outcome.REJECT)).isBetween(0.0, 0.04);
            assertThat(chance.stretch()).isBetween(0.5, 2.0);
        });
    }
}
