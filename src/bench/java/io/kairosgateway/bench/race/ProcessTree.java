package io.kairosgateway.bench.race;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What Linux counts of a process and all that it has started: proc(5). */
record ProcessTree(ProcessHandle root) {

    private static final double TICKS_A_SECOND = 100;

    /** In user and kernel mode, since each was started. */
    double cpuSeconds() {
        return pids().map(ProcessTree::ticks).sum() / TICKS_A_SECOND;
    }

    /** The most that was ever resident since {@link #forgetPeak}, added up; what processes share is counted in each. */
    double peakMib() {
        return pids().map(pid -> kib(pid, "status", "VmHWM:")).sum() / 1024.0;
    }

    /** What is resident now; what processes share is divided among them. */
    double residentMib() {
        return pids().map(pid -> kib(pid, "smaps_rollup", "Pss:")).sum() / 1024.0;
    }

    void forgetPeak() {
        pids().forEach(pid -> {
            try {
                Files.writeString(file(pid, "clear_refs"), "5");
            } catch (IOException denied) {
                throw new UncheckedIOException(denied);
            }
        });
    }

    private LongStream pids() {
        return Stream.concat(Stream.of(root), root.descendants()).mapToLong(ProcessHandle::pid);
    }

    private static long ticks(long pid) {
        String stat = read(file(pid, "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
        return fields.length < 13 ? 0 : Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    private static long kib(long pid, String file, String field) {
        return read(file(pid, file))
                .lines()
                .filter(line -> line.startsWith(field))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    private static Path file(long pid, String name) {
        return Path.of("/proc", String.valueOf(pid), name);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException ended) {
            return "";
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
