package io.kairosgateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The table of {@code src/docs/sandbox.md}, of which each line promises what becomes of an upload. */
final class SandboxTable {

    static final Path DOCUMENT = Path.of("src/docs/sandbox.md");

    private static final String HEAD = "| `X-Sandbox` | in a file name |";
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private SandboxTable() {}

    /**
     * @param gets what the first GETs at Kairos are answered with, none where there is nothing to get
     * @param submitted the status, and the problem's code where it is one
     * @param end the status of the verification at last, empty where there is none
     */
    record Line(String header, String fileName, String posted, List<String> gets, String submitted, List<String> end) {

        private static Line of(String text) {
            List<List<String>> cells = Pattern.compile("\\|")
                    .splitAsStream(text)
                    .skip(1)
                    .map(Line::codes)
                    .toList();
            return new Line(
                    cells.get(0).get(0),
                    cells.get(1).get(0),
                    cells.get(2).get(0),
                    cells.get(3),
                    cells.get(4).get(0),
                    cells.get(5));
        }

        private static List<String> codes(String cell) {
            return CODE.matcher(cell)
                    .results()
                    .map((MatchResult code) -> code.group(1))
                    .toList();
        }

        boolean saysWhen() {
            return header.contains("delay=");
        }

        boolean aboutPending() {
            return header.contains("pending=");
        }
    }

    static List<Line> lines() throws IOException {
        return Files.readAllLines(DOCUMENT).stream()
                .dropWhile(line -> !line.startsWith(HEAD))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(Line::of)
                .toList();
    }
}
