package io.kairosgateway.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Linux counts as a process' memory, in KiB (proc(5), {@code /proc/pid/status}). */
record ProcessMemory(long pid) {

    long resident() {
        return field("VmRSS:");
    }

    /** The most that was ever resident. */
    long peak() {
        return field("VmHWM:");
    }

    static String mib(long kib) {
        return String.format("%.1f MiB", kib / 1024.0);
    }

    private long field(String name) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(line -> line.startsWith(name))
                    .map(line -> line.replaceAll("\\D", ""))
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
