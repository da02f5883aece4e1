package io.kairosgateway.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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

    @ParameterizedTest
    @EnumSource(Problem.class)
    void everyProblemHasASectionThatSaysWhenAndWhatToDo(Problem problem) throws IOException {
        // Given
        String page = Files.readString(Path.of("src/docs/problems.md"));

        // Then
        assertThat(page)
                .containsPattern("### `" + problem.code() + "`\n\n" + problem.status() + ", "
                        + retry(problem)
                        + "\\.\n\n- When: .+\n- What to do: .+\n");
    }

    @Test
    void thePageOfProblemsHasNoOthers() throws IOException {
        assertThat(Files.readAllLines(Path.of("src/docs/problems.md")))
                .filteredOn(line -> line.startsWith("### "))
                .extracting(line -> line.substring(5, line.length() - 1))
                .containsExactlyInAnyOrder(
                        Arrays.stream(Problem.values()).map(Problem::code).toArray(String[]::new));
    }

    private static String retry(Problem problem) {
        if (problem.retryable()) {
            return "retryable";
        }
        return problem.failsUnderWay() ? "retryable while Kairos cannot have the whole upload" : "not retryable";
    }

    @ParameterizedTest
    @EnumSource(Problem.class)
    void tryingAgainFollowsFromWhatKairosHasOfTheUpload(Problem problem) {
        assertThat(problem.retryable(KairosHas.THE_WHOLE)).isFalse();
        assertThat(problem.retryable(KairosHas.NO_WHOLE)).isEqualTo(problem.retryable() || problem.failsUnderWay());
        assertThat(problem.retryable(KairosHas.NOTHING)).isEqualTo(problem.retryable());
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
