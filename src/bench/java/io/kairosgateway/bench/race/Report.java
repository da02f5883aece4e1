package io.kairosgateway.bench.race;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was found out, in Markdown: {@code report.md} with everything, {@code summary.md} with what the README shows. */
final class Report {

    private final StringBuilder sections = new StringBuilder();
    private final Map<String, String> contenders = new LinkedHashMap<>();
    private final List<String> goals = new ArrayList<>();
    private final List<String> summaries = new ArrayList<>();
    private final Map<String, StringBuilder> pages = new LinkedHashMap<>();
    private final boolean brief;

    Report(boolean brief) {
        this.brief = brief;
    }

    void section(String title, String text) {
        sections.append("\n## ").append(title).append("\n\n").append(text).append("\n");
        System.out.println("\n## " + title);
    }

    void contender(Contender contender) {
        contenders.putIfAbsent(contender.name(), contender.about());
    }

    void table(List<String> header, List<List<String>> rows) {
        String table = markdown(header, rows);
        sections.append('\n').append(table);
        System.out.println("\n" + table);
    }

    /** Stands in the summary too. */
    void summary(String title, List<String> header, List<List<String>> rows) {
        summary(title, markdown(header, rows));
    }

    void summary(String title, String table) {
        summaries.add(title + "\n\n" + table.stripTrailing() + "\n");
    }

    /** Stands on a page of {@code src/docs} too. */
    void page(String file, String title, List<String> header, List<List<String>> rows) {
        pages.computeIfAbsent(file, name -> new StringBuilder())
                .append('\n')
                .append(title)
                .append("\n\n")
                .append(markdown(header, rows));
    }

    void chart(String file, String title) {
        sections.append("\n![").append(title).append("](").append(file).append(")\n");
    }

    void note(String text) {
        sections.append('\n').append(text).append('\n');
        System.out.println("\n" + text);
    }

    /** @param most whether the value should be at most the limit, or at least */
    void goal(String figure, double value, boolean most, double limit, String unit) {
        boolean met = most ? value <= limit : value >= limit;
        double ratio = value / limit;
        if (!Double.isFinite(value)) {
            return;
        }
        String verdict = met ? "met" : String.format("missed by %.0f %%", 100 * Math.abs(ratio - 1));
        goals.add(String.format(
                "| %s | %s %s %s | %s %s | %s |\n",
                figure, most ? "≤" : "≥", Spread.number(limit), unit, Spread.number(value), unit, verdict));
    }

    private static String markdown(List<String> header, List<List<String>> rows) {
        StringBuilder table =
                new StringBuilder("| " + String.join(" | ", header) + " |\n" + "|---".repeat(header.size()) + "|\n");
        rows.forEach(row -> table.append("| ").append(String.join(" | ", row)).append(" |\n"));
        return table.toString();
    }

    void write() {
        String measured =
                LocalDate.now() + ", commit " + Versions.commit() + ", " + Versions.machine() + ", " + Versions.redis();
        StringBuilder who = new StringBuilder("| contender | version and settings |\n|---|---|\n");
        contenders.forEach((name, about) ->
                who.append("| ").append(name).append(" | ").append(about).append(" |\n"));
        String goalTable =
                goals.isEmpty() ? "" : "| figure | goal | measured | |\n|---|---|---|---|\n" + String.join("", goals);
        String warning =
                brief ? "**A short run: it shows that everything works, and its figures mean nothing.**\n\n" : "";
        save(
                "report.md",
                "# Benchmark\n\n" + warning + measured
                        + ".\n\nEverything runs on loopback on this machine: driver, sink, Redis and contender share its cores, in the same way"
                        + " for each. Driver and sink are the same for all and do as little for a byte as they can; all connections are kept."
                        + " Contenders take turns, in another order each round; a figure is the median of the rounds, with the least and the"
                        + " greatest in brackets.\n\n## Goals\n\n" + goalTable + "\n## Contenders\n\n" + who
                        + sections);
        save("summary.md", warning + measured + "\n\n" + goalTable + "\n" + String.join("\n", summaries));
        pages.forEach((file, tables) -> save(file, warning + measured + ".\n" + tables));
    }

    private static void save(String file, String text) {
        try {
            Path path = Stage.TARGET.resolve(file);
            Files.writeString(path, text);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
