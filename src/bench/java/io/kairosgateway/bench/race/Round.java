package io.kairosgateway.bench.race;

import java.util.List;

/** What one run of a load came to. */
record Round(List<Long> nanos, int failures, String failure, double seconds, long bytes, double cpuSeconds) {

    double perSecond() {
        return nanos.size() / seconds;
    }

    double megabytesPerSecond() {
        return bytes / 1e6 / seconds;
    }

    double cpuPerGigabyte() {
        return bytes == 0 ? Double.NaN : cpuSeconds / (bytes / 1e9);
    }

    double cpuMillisEach() {
        return 1000 * cpuSeconds / nanos.size();
    }

    /** Nearest rank. */
    double millis(int percent) {
        return nanos.isEmpty() ? Double.NaN : Spread.percentile(nanos, percent) / 1e6;
    }

    /** This, when there is anything in it. */
    Round orFail(String what) {
        if (nanos.isEmpty()) {
            throw new IllegalStateException(
                    what + ": not one request succeeded; " + failures + " failed, the last: " + failure);
        }
        return this;
    }
}
