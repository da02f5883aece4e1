package io.kairosgateway.cluster;

import java.time.Duration;

/** The polls that one patient client would make: the most that any verification may cost, whatever happens to replicas. */
final class Schedule {

    static final Duration FIRST = Duration.ofSeconds(2);
    static final Duration LONGEST = Duration.ofSeconds(15);

    private static final double BACKOFF = 1.5;
    private static final double JITTER = 0.2;

    private Schedule() {}

    /** How many polls fit into the time when every delay has come out as short as the jitter makes it. */
    static int most(Duration time) {
        double delay = Cluster.scaled(FIRST).toMillis();
        double longest = Cluster.scaled(LONGEST).toMillis();
        int polls = 0;
        for (double at = delay * (1 - JITTER); at <= time.toMillis(); at += delay * (1 - JITTER)) {
            polls++;
            delay = Math.min(longest, delay * BACKOFF);
        }
        return polls;
    }
}
