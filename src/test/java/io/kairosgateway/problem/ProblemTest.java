package io.kairosgateway.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemTest {

    @ParameterizedTest
    @EnumSource(Problem.class)
    void everyProblemStandsInTheReadmeBesideItsStatus(Problem problem) throws IOException {
        // Given
        String readme = Files.readString(Path.of("README.md"));

        // Then
        assertThat(readme.lines())
                .anyMatch(line -> line.startsWith("| ")
                        && line.split("\\|")[1].contains(String.valueOf(problem.status()))
                        && line.contains("`" + problem.code() + "`"));
    }

    @Test
    void whatMayHaveBeenPaidForIsNeverCalledRetryable() {
        assertThat(Problem.KAIROS_TIMEOUT.retryable()).isFalse();
        assertThat(Problem.KAIROS_ERROR.retryable()).isFalse();
        assertThat(Problem.OUTCOME_UNKNOWN.retryable()).isFalse();
        assertThat(Problem.KAIROS_CONNECTION_LOST.retryable()).isFalse();
        assertThat(Problem.KAIROS_UNREADABLE.retryable()).isFalse();
    }

    @Test
    void aProblemOfKairosIsNeverTheCallersFault() {
        for (Problem problem : Problem.values()) {
            if (problem.name().startsWith("KAIROS_")) {
                assertThat(problem.status()).as(problem.code()).isGreaterThanOrEqualTo(500);
            }
        }
    }
}
