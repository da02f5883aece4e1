package io.kairosgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.Sample;
import io.kairosgateway.testing.Shell;
import io.kairosgateway.testing.Stand;
import io.kairosgateway.testing.UnluckyFront;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The README's clients of a backend, each as the program that people copy, against the packaged gateway. */
class BackendSamplesIT {

    private static Stand stand;

    @BeforeAll
    static void start() {
        // Given: one long poll is over before the decision is there.
        stand = Stand.start(
                launch -> launch.with("GATEWAY_WATCH_MAX_WAIT", "100ms").with("GATEWAY_WATCH_RETRY_AFTER", "1s"));
    }

    @AfterAll
    static void stop() {
        stand.closeWithACleanLog();
    }

    private static Shell.Run run(String command, String url, String key) throws IOException {
        String program = command.split(" ")[0];
        Shell.needs(program.equals("bash") ? "curl" : program);
        return Shell.run(Map.of("GATEWAY_URL", url, "GATEWAY_KEY", key), command);
    }

    private static String directly() {
        return stand.gateway().uri("").toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bash src/samples/backend.sh",
                "java src/samples/Backend.java",
                "python3 src/samples/backend.py",
                "node src/samples/backend.mjs"
            })
    void itWaitsForTheDecision(String command) throws IOException {
        // Given
        int before = stand.uploads().size();

        // When
        Shell.Run run = run(command, directly(), GatewayProcess.API_KEY);

        // Then
        assertThat(run.exit()).as(run.output()).isZero();
        assertThat(run.output()).containsPattern("\"status\": ?\"approved\"");
        assertThat(stand.uploads()).hasSize(before + 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bash src/samples/backend.sh",
                "java src/samples/Backend.java",
                "python3 src/samples/backend.py",
                "node src/samples/backend.mjs"
            })
    void whatIsRefusedForNowOrLostIsTriedAgainAndPaidForOnce(String command) throws IOException {
        try (UnluckyFront front = new UnluckyFront(stand.gateway().port())) {
            // Given
            int before = stand.uploads().size();

            // When
            Shell.Run run = run(command, front.url(), GatewayProcess.API_KEY);

            // Then
            assertThat(run.exit()).as(run.output()).isZero();
            assertThat(run.output()).containsPattern("\"status\": ?\"approved\"");
            assertThat(front.keys()).hasSize(3);
            assertThat(front.keys()).containsOnly(front.keys().get(0)).doesNotContain("null");
            assertThat(stand.uploads()).hasSize(before + 1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bash src/samples/backend.sh",
                "java src/samples/Backend.java",
                "python3 src/samples/backend.py",
                "node src/samples/backend.mjs"
            })
    void whatCannotSucceedIsToldAtOnce(String command) throws IOException {
        // When
        Shell.Run run = run(command, directly(), "no-key-of-anybody");

        // Then
        assertThat(run.exit()).isNotZero();
        assertThat(run.output()).containsOnlyOnce("\"code\":\"unauthenticated\"");
    }

    @ParameterizedTest
    @CsvSource({"sh, backend.sh", "java, Backend.java", "python, backend.py", "js, backend.mjs"})
    void theReadmeShowsTheProgramThatIsRunHere(String language, String file) throws IOException {
        // Given
        String program = Files.readString(Path.of("src/samples", file));

        // Then
        assertThat(Sample.in(Path.of("README.md"))).contains(new Sample(language, program));
    }
}
