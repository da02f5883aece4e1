package io.kairosgateway.bench.race;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Start, idle memory and size of what is built, by {@code start.sh}. */
final class StartSection implements Section {

    private static final int LIMIT_MINUTES = 15;

    /** What start.sh ends with when a goal of its own is missed. */
    private static final int GOALS_MISSED = 3;

    @Override
    public void run(Stage stage, Plan plan, Report report) {
        report.section(
                "Start and idle memory",
                "From the start of the process to the first answer; the resident memory 5 s after that.");
        String output = startSh(plan.starts());
        String table = output.lines().filter(line -> line.startsWith("|")).collect(Collectors.joining("\n"));
        if (!table.contains("| jar |")) {
            throw new IllegalStateException("no figures: " + output);
        }
        report.note(table + "\n\nMedians of " + plan.starts() + ".");
        report.summary("Start and idle memory:", table);
    }

    private static String startSh(int rounds) {
        try {
            Path output = Files.createDirectories(Stage.work("start")).resolve("output.log");
            ProcessBuilder builder = new ProcessBuilder("src/bench/start.sh", String.valueOf(rounds))
                    .directory(Stage.ROOT.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().put("BENCH_BUILT", "1");
            builder.environment().put("BENCH_JAR_ONLY", rounds == 1 ? "1" : "");
            Process process = builder.start();
            try {
                boolean ended = process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES);
                if (!ended || process.exitValue() != 0 && process.exitValue() != GOALS_MISSED) {
                    throw new IllegalStateException("start.sh: " + Files.readString(output));
                }
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            return Files.readString(output);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
