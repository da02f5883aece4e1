package io.kairosgateway.bench;

import java.util.List;

/** Times in milliseconds. */
record Latencies(List<Double> sorted) {

    static Latencies of(List<Double> millis) {
        return new Latencies(millis.stream().sorted().toList());
    }

    /** The time that so many percent did not exceed (nearest rank). */
    double percentile(int percent) {
        return sorted.get(Math.max(0, (int) Math.ceil(sorted.size() * percent / 100.0) - 1));
    }

    @Override
    public String toString() {
        return String.format(
                "%d submits, p50 %.1f ms, p99 %.1f ms, longest %.1f ms",
                sorted.size(), percentile(50), percentile(99), percentile(100));
    }
}
