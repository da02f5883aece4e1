package io.kairosgateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The ACL line of the operator's page, and what the code needs. */
final class Rights {

    static final String USER = "gateway";
    static final String PASSWORD = "password-of-a-test";

    private static final Pattern IN_SCRIPTS = Pattern.compile("redis\\.p?call\\('([A-Z]+)'");
    private static final Pattern SENT = Pattern.compile("Command\\.([A-Z]+)\\b");

    private Rights() {}

    /** The words of the line, with a password. */
    static List<String> line() {
        List<String> lines = read(Path.of("src/docs/operations.md"))
                .lines()
                .filter(line -> line.startsWith("ACL SETUSER "))
                .toList();
        assertThat(lines).hasSize(1);
        return List.of(lines.get(0).replace(">PASSWORD", ">" + PASSWORD).split(" "));
    }

    /** Every command that scripts call or that is sent as such. */
    static Set<String> needed() {
        Set<String> needed = new TreeSet<>();
        try (Stream<Path> sources = Files.list(Path.of("src/main/java/io/kairosgateway/ledger"))) {
            sources.map(Rights::read).forEach(source -> {
                IN_SCRIPTS.matcher(source).results().forEach(found -> needed.add(found.group(1)));
                SENT.matcher(source).results().forEach(found -> needed.add(found.group(1)));
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return needed;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
