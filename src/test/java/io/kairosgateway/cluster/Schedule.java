package io.kairosgateway.cluster;

import java.time.Duration;

/** The polls that one patient client would make: the most that any verification may cost, whatever happens to replicas. */
final class Schedule {

    static final Duration FIRST = Duration.ofSeconds(2);
    static final Duration LONGEST = Duration.ofSeconds(15);

    /** The shortest first delay that is learned, the longest, and the delay after it. */
    static final Duration EARLIEST = Duration.ofMillis(500);

    static final Duration LATEST = Duration.ofSeconds(30);
    static final Duration SECOND = Duration.ofMillis(600);

    private static final double BACKOFF = 1.5;
    private static final double JITTER = 0.2;

    private Schedule() {}

    /** How many polls fit into the time when the first delay has been learned as short as can be, and every other came out as short as the jitter makes it. */
    static int most(Duration time) {
        double delay = Cluster.scaled(SECOND).toMillis();
        double longest = Cluster.scaled(LONGEST).toMillis();
        int polls = 0;
        for (double at = Cluster.scaled(EARLIEST).toMillis(); at <= time.toMillis(); at += delay * (1 - JITTER)) {
            delay = polls++ < 1 ? delay : Math.min(longest, delay * BACKOFF);
        }
        return polls;
    }
}
