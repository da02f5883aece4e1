package io.kairosgateway.ledger;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;

/**
 * Says once that something is down and once that it is back, however many calls fail in between. Of something that comes and goes, it says
 * so a few times in a minute and no more.
 */
final class Outage {

    private static final Logger LOG = Logger.getLogger(Outage.class);

    private static final long WINDOW_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int MOST_IN_WINDOW = 5;

    private final String what;
    private final AtomicBoolean down = new AtomicBoolean();
    private volatile long backAt;
    private volatile boolean everBack;
    private long windowBegan = System.nanoTime();
    private int said;
    private volatile boolean spoken;

    /** @param what the subject of both sentences */
    Outage(String what) {
        this.what = what;
    }

    /** @param why a word that may be logged */
    void failed(String why) {
        if (down.compareAndSet(false, true)) {
            spoken = mayBeSaid();
            LOG.logf(spoken ? Level.WARN : Level.DEBUG, "%s is unavailable: %s", what, why);
        }
    }

    void worked() {
        if (down.get() && down.compareAndSet(true, false)) {
            backAt = System.nanoTime();
            everBack = true;
            LOG.logf(spoken ? Level.INFO : Level.DEBUG, "%s is available again", what);
        }
    }

    private synchronized boolean mayBeSaid() {
        long now = System.nanoTime();
        if (now - windowBegan >= WINDOW_NANOS) {
            windowBegan = now;
            said = 0;
        }
        return said++ < MOST_IN_WINDOW;
    }

    boolean overSince(Duration time) {
        return everBack && System.nanoTime() - backAt < time.toNanos();
    }

    boolean lasts() {
        return down.get();
    }
}
