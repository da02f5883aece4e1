package io.kairosgateway.intake;

import java.time.Duration;

/**
 * Whether a client keeps the least rate, measured over windows of the time in which it alone was waited for: what passes while Kairos is
 * waited for counts for nobody, and a fast beginning buys no slow end. Times are those of {@link System#nanoTime()}.
 */
final class Pace {

    private final double bytesPerNano;
    private final long window;
    private long bytes;
    private long waited;
    private long since;
    private boolean waiting;

    /**
     * @param bytesPerSecond the least rate; 0 for none
     * @param window how long it is measured before it is judged
     */
    Pace(long bytesPerSecond, Duration window) {
        this.bytesPerNano = bytesPerSecond / 1e9;
        this.window = window.toNanos();
    }

    /** The client may send. */
    void waits(long now) {
        if (!waiting) {
            waiting = true;
            since = now;
        }
    }

    /** The client may not send. */
    void rests(long now) {
        waited = waited(now);
        waiting = false;
    }

    void took(int length) {
        bytes += length;
    }

    /** Judges the window if it is over, and begins the next one. */
    boolean tooSlow(long now) {
        long length = waited(now);
        if (length < window) {
            return false;
        }
        boolean tooSlow = bytes < bytesPerNano * length;
        bytes = 0;
        waited = 0;
        since = now;
        return tooSlow;
    }

    /** When to look again, in nanoseconds from now; at a rest not before a whole window, so that nobody looks all the time. */
    long left(long now) {
        return waiting ? window - waited(now) : window;
    }

    private long waited(long now) {
        return waiting ? waited + now - since : waited;
    }
}
