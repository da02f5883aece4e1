package io.kairosgateway.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What {@code src/docs/clients.md} shows, between its two marks: what was tried with which version, and what came of it. */
final class ClientTable {

    /** Written by every run; a run with {@code -Dclients.write=true} writes the page as well. */
    private static final Path WRITTEN = Path.of("target/clients/clients.md");

    private static final Path PAGE = Path.of("src/docs/clients.md");
    private static final String BEGIN = "<!-- written by the tests -->\n";
    private static final String END = "<!-- until here -->\n";

    private final String heading;
    private final List<String> columns;
    private final Map<String, Map<String, String>> rows = new LinkedHashMap<>();

    ClientTable(String heading, List<String> columns) {
        this.heading = heading;
        this.columns = columns;
    }

    void row(String name, Map<String, String> steps) {
        rows.put(name, steps);
    }

    private String text() {
        StringBuilder text = new StringBuilder("\n### " + heading + "\n\n| client |");
        columns.forEach(column -> text.append(' ').append(column).append(" |"));
        text.append("\n|---|").append("---|".repeat(columns.size())).append('\n');
        rows.forEach((name, steps) -> text.append("| ")
                .append(name)
                .append(" | ")
                .append(columns.stream()
                        .map(column -> steps.getOrDefault(column, ""))
                        .collect(Collectors.joining(" | ")))
                .append(" |\n"));
        return text.toString();
    }

    static void write(List<ClientTable> tables) throws IOException {
        String text = tables.stream().map(ClientTable::text).collect(Collectors.joining());
        Files.createDirectories(WRITTEN.getParent());
        Files.writeString(WRITTEN, text);
        if (Boolean.getBoolean("clients.write")) {
            String page = Files.readString(PAGE);
            int from = page.indexOf(BEGIN) + BEGIN.length();
            Files.writeString(PAGE, page.substring(0, from) + text + "\n" + page.substring(page.indexOf(END)));
        }
    }

    /** The page as it stands in the repository. */
    static String page() throws IOException {
        return Files.readString(PAGE);
    }
}
