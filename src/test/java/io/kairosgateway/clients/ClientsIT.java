package io.kairosgateway.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.intake.Pictures;
import io.kairosgateway.testing.GatewayProcess;
import io.kairosgateway.testing.Shell;
import io.kairosgateway.testing.Stand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The libraries that people really use, each as its documentation shows it, against the packaged gateway. */
class ClientsIT {

    private static final int BIG = 14 * 1024 * 1024;

    private static final ClientTable UPLOADS = new ClientTable(
            "Uploads", List.of("version", "submit", "stream", "refused", "again", "refused-big", "again-big", "watch"));
    private static final ClientTable STREAMS =
            new ClientTable("Event streams", List.of("version", "events", "reconnect"));
    private static final ClientTable FRONTS = new ClientTable(
            "Through a front", List.of("submit", "stream", "refused", "again", "refused-big", "again-big", "watch"));

    @TempDir
    private static Path files;

    private static Stand stand;

    @BeforeAll
    static void start() throws IOException {
        // Given: a picture, and two files that are none, of which one is still being sent when it is refused
        Files.write(files.resolve("document.jpg"), Pictures.jpeg(600, 800));
        Files.writeString(files.resolve("text.jpg"), "This is no picture. ".repeat(500));
        byte[] big = new byte[BIG];
        new Random(1).nextBytes(big);
        Files.write(files.resolve("big.jpg"), big);
        stand = Stand.start();
    }

    @AfterAll
    static void stop() throws IOException {
        ClientTable.write(List.of(UPLOADS, STREAMS, FRONTS));
        stand.closeWithACleanLog();
    }

    static List<ClientProgram> uploads() {
        return ClientProgram.uploads();
    }

    static List<ClientProgram> eventStreams() {
        return ClientProgram.eventStreams();
    }

    static List<Front> fronts() {
        return List.of(Front.values());
    }

    private static void needs(String name, boolean installed) {
        if ("required".equals(System.getenv("CLIENT_TESTS"))) {
            assertThat(installed).as(name + " is installed").isTrue();
        }
        if (!installed) {
            System.err.println("Tests with " + name + " are skipped: src/test/clients/install.sh has not brought it.");
        }
        Assumptions.assumeTrue(installed, name + " is not installed");
    }

    private static Map<String, String> run(ClientProgram program, String url) throws IOException {
        Shell.Run run = Shell.run(
                Map.of(
                        "GATEWAY_URL", url,
                        "GATEWAY_KEY", GatewayProcess.API_KEY,
                        "PICTURE", files.resolve("document.jpg").toString(),
                        "TEXT", files.resolve("text.jpg").toString(),
                        "BIG", files.resolve("big.jpg").toString()),
                program.command());
        Map<String, String> steps = new LinkedHashMap<>();
        run.output()
                .lines()
                .filter(line -> line.contains("\t"))
                .forEach(line -> steps.put(line.split("\t")[0], line.split("\t")[1]));
        assertThat(steps).as(program + " wrote:\n" + run.output()).isNotEmpty();
        return steps;
    }

    private static String gateway() {
        return stand.gateway().uri("").toString();
    }

    @ParameterizedTest
    @MethodSource("uploads")
    void aClientSubmitsIsRefusedAndWaits(ClientProgram program) throws IOException {
        needs(program.name(), program.installed());

        // When
        Map<String, String> steps = run(program, gateway());

        // Then
        UPLOADS.row(program.name(), steps);
        assertThat(steps).containsAllEntriesOf(expected(program, steps));
    }

    @ParameterizedTest
    @MethodSource("eventStreams")
    void anEventStreamDeliversTheStateAndTheDecisionAndNothingEmpty(ClientProgram program) throws IOException {
        needs(program.name(), program.installed());

        // When
        Map<String, String> steps = run(program, gateway());

        // Then
        STREAMS.row(program.name(), steps);
        assertThat(steps).containsAllEntriesOf(program.expected());
    }

    @ParameterizedTest
    @MethodSource("fronts")
    void aFrontInItsDefaultSettingsLetsEveryoneHaveTheirOwnResponse(Front front) throws IOException {
        needs(front.label(), front.installed());
        for (ClientProgram program : throughFronts()) {
            needs(program.name(), program.installed());

            // When
            Map<String, String> steps;
            try (FrontProcess process =
                    FrontProcess.start(front, stand.gateway().port(), files)) {
                steps = run(program, process.url());
            }

            // Then
            FRONTS.row(program.name() + " through " + front.label(), steps);
            assertThat(steps).containsAllEntriesOf(expected(program, steps));
        }
    }

    private static List<ClientProgram> throughFronts() {
        return uploads().stream()
                .filter(program -> List.of("curl", "requests", "got").contains(program.name()))
                .toList();
    }

    /** Without the steps that a library has no way to take. */
    private static Map<String, String> expected(ClientProgram program, Map<String, String> steps) {
        Map<String, String> expected = new LinkedHashMap<>(program.expected());
        expected.keySet().retainAll(steps.keySet());
        return expected;
    }

    @Test
    void thePageListsEveryClientAndFront() throws IOException {
        // Given
        String page = ClientTable.page();

        // Then
        assertThat(uploads()).allSatisfy(program -> assertThat(page).contains("| " + program.name() + " |"));
        assertThat(eventStreams()).allSatisfy(program -> assertThat(page).contains("| " + program.name() + " |"));
        assertThat(fronts()).allSatisfy(front -> assertThat(page).contains("through " + front.label() + " |"));
    }
}
