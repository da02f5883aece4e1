package io.kairosgateway.ledger;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether an outage is over. The first is, with the first trial that succeeds; one that comes soon after another only when nothing has failed
 * for a while, and each time for twice as long: a Redis that comes and goes would otherwise have everything read again each time it comes.
 */
final class Recovery {

    private static final long FIRST_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long LONGEST_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long SOON_NANOS = Duration.ofMinutes(1).toNanos();

    private final LongSupplier nanos;
    private long quiet;
    private long failedAt;
    private long endedAt;
    private boolean ended;
    private boolean lasts;

    Recovery() {
        this(System::nanoTime);
    }

    Recovery(LongSupplier nanos) {
        this.nanos = nanos;
    }

    synchronized void failed() {
        failedAt = nanos.getAsLong();
        if (!lasts) {
            lasts = true;
            boolean soon = ended && failedAt - endedAt < SOON_NANOS;
            quiet = soon ? Math.min(Math.max(FIRST_NANOS, 2 * quiet), LONGEST_NANOS) : 0;
        }
    }

    /** A trial has succeeded. */
    synchronized boolean over() {
        long now = nanos.getAsLong();
        if (lasts && now - failedAt >= quiet) {
            lasts = false;
            ended = true;
            endedAt = now;
        }
        return !lasts;
    }
}
