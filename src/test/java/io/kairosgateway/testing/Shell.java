package io.kairosgateway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Runs what people copy into a shell, at the top of the repository. */
public final class Shell {

    private Shell() {}

    /** @param output what it wrote, to either stream */
    public record Run(int exit, String output) {}

    public static Run run(String script) throws IOException {
        return run(Map.of(), script);
    }

    public static Run run(Map<String, String> environment, String script) throws IOException {
        Path output = Files.createTempFile("shell", ".out");
        ProcessBuilder builder = new ProcessBuilder("bash", "-euo", "pipefail", "-c", script)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        try {
            boolean over = process.waitFor(120, TimeUnit.SECONDS);
            process.destroyForcibly();
            String written = Files.readString(output, StandardCharsets.UTF_8);
            assertThat(over).as(script + "\nends; it wrote:\n" + written).isTrue();
            return new Run(process.exitValue(), written);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            Files.delete(output);
        }
    }

    /** Skips the tests where there is no such command, but for those who said that there has to be one. */
    public static void needs(String command) throws IOException {
        boolean there = run("command -v " + command).exit() == 0;
        if ("required".equals(System.getenv("SAMPLE_TESTS"))) {
            assertThat(there).as(command + " is installed").isTrue();
        }
        if (!there) {
            System.err.println("Samples that need " + command + " are skipped: it is not on the PATH.");
        }
        Assumptions.assumeTrue(there, "skipped: there is no " + command + " on this machine");
    }
}
