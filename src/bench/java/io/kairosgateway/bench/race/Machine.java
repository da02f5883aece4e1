package io.kairosgateway.bench.race;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What this machine allows. */
final class Machine {

    private Machine() {}

    /** The hard limit: the JVM raises its own to that, and {@code run.sh} that of the others. */
    static long openFilesMost() {
        try {
            List<String> words = Files.readAllLines(Path.of("/proc/self/limits")).stream()
                    .filter(line -> line.startsWith("Max open files"))
                    .map(line -> List.of(line.split("\\s+")))
                    .findFirst()
                    .orElseThrow();
            return words.get(4).equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(words.get(4));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
