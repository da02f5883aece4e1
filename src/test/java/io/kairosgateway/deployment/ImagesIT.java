package io.kairosgateway.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.kairosgateway.testing.GatewayProcess;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the Dockerfiles promise, as far as it can be told without a container engine. */
class ImagesIT {

    private static final Path EXECUTABLE = Path.of(System.getProperty("native.image.path", ""));

    private record Instruction(String name, String arguments) {

        List<String> list() {
            List<String> strings = new ArrayList<>();
            Matcher matcher = Pattern.compile("\"([^\"]*)\"").matcher(arguments);
            while (matcher.find()) {
                strings.add(matcher.group(1));
            }
            return strings;
        }
    }

    private static List<Instruction> instructions(String dockerfile) throws IOException {
        String text = Files.readString(Path.of("src/main/docker", dockerfile))
                .replaceAll("(?m)^\\s*#.*\\R", "")
                .replaceAll("\\\\\\R", " ");
        return text.lines()
                .filter(line -> !line.isBlank())
                .map(line -> line.strip().split("\\s+", 2))
                .map(words -> new Instruction(words[0], words[1]))
                .toList();
    }

    private static List<Instruction> all(String name, List<Instruction> instructions) {
        return instructions.stream().filter(one -> one.name().equals(name)).toList();
    }

    private static Instruction last(String name, List<Instruction> instructions) {
        List<Instruction> found = all(name, instructions);
        return found.get(found.size() - 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.native", "Dockerfile.jvm"})
    void theGatewayIsNotRootOwnsNothingAndNeedsNoShell(String dockerfile) throws IOException {
        // Given
        List<Instruction> instructions = instructions(dockerfile);

        // Then
        assertThat(all("RUN", instructions)).isEmpty();
        assertThat(all("FROM", instructions))
                .hasSize(1)
                .allSatisfy(base -> assertThat(base.arguments()).contains("distroless"));
        assertThat(last("USER", instructions).arguments()).matches("[1-9][0-9]*:[1-9][0-9]*");
        assertThat(all("COPY", instructions))
                .isNotEmpty()
                .allSatisfy(copy -> assertThat(copy.arguments()).contains("--chown=0:0"));
        assertThat(last("ENTRYPOINT", instructions).arguments()).startsWith("[");
        assertThat(last("CMD", instructions).arguments()).startsWith("[");
        assertThat(instructions.toString())
                .contains(
                        "org.opencontainers.image.title=\"kairos-gateway\"",
                        "org.opencontainers.image.licenses=\"Apache-2.0\"",
                        "org.opencontainers.image.version=",
                        "org.opencontainers.image.revision=");
    }

    @Test
    void theNativeImageHoldsTheExecutableAndNothingElse() throws IOException {
        // Given
        List<Instruction> copies = all("COPY", instructions("Dockerfile.native"));
        Path executable = EXECUTABLE.toString().isEmpty() ? Path.of("target/kairos-gateway-0-runner") : EXECUTABLE;

        // Then
        assertThat(copies).hasSize(1);
        assertThat(sourceOf(copies.get(0)).matches(Path.of("target").resolve(executable.getFileName())))
                .isTrue();
        assertThat(copies.get(0).arguments())
                .endsWith(" "
                        + last("ENTRYPOINT", instructions("Dockerfile.native"))
                                .list()
                                .get(0));
    }

    @Test
    void whatTheJvmImageCopiesIsTheWholePackageAndGoesToTheEngine() throws IOException {
        // Given
        Path application = Path.of("target/quarkus-app");
        Assumptions.assumeTrue(Files.exists(application), "skipped: there is no JVM package, only an executable");
        List<String> sources = all("COPY", instructions("Dockerfile.jvm")).stream()
                .map(copy -> copy.arguments().replaceAll("--\\S+\\s+", "").split("\\s+")[0])
                .toList();

        // Then
        assertThat(sources).allSatisfy(source -> assertThat(Path.of(source)).exists());
        try (var entries = Files.list(application)) {
            assertThat(entries.filter(entry -> !entry.toString().endsWith(".txt"))
                            .map(entry -> Files.isDirectory(entry) ? entry + "/" : entry.toString()))
                    .containsExactlyInAnyOrderElementsOf(sources);
        }
        assertThat(Files.readAllLines(Path.of(".dockerignore")))
                .containsExactly("*", "!target/*-runner", "!target/quarkus-app/");
    }

    private static PathMatcher sourceOf(Instruction copy) {
        String source = copy.arguments().replaceAll("--\\S+\\s+", "").split("\\s+")[0];
        return FileSystems.getDefault().getPathMatcher("glob:" + source);
    }

    @Test
    void theGatewayStartsWithTheOptionsOfItsImage() throws IOException {
        // Given
        String dockerfile = EXECUTABLE.toString().isEmpty() ? "Dockerfile.jvm" : "Dockerfile.native";
        GatewayProcess.Launch launch = GatewayProcess.of("https://idv-eu.kairos.com/v0.1");
        List<String> options = last("CMD", instructions(dockerfile)).list().stream()
                .takeWhile(argument -> !argument.equals("-jar"))
                .toList();
        options.forEach(launch::option);

        // When
        try (GatewayProcess gateway = launch.start()) {
            // Then
            assertThat(options).contains("-Xmx256m");
            assertThat(gateway.filesWritten()).isEmpty();
        }
    }
}
