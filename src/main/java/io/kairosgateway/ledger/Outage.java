package io.kairosgateway.ledger;

import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** Says once that something is down and once that it is back, however many calls fail in between. */
final class Outage {

    private static final Logger LOG = Logger.getLogger(Outage.class);

    private final String what;
    private final AtomicBoolean down = new AtomicBoolean();
    private volatile long backAt;
    private volatile boolean everBack;

    /** @param what the subject of both sentences */
    Outage(String what) {
        this.what = what;
    }

    /** @param why a word that may be logged */
    void failed(String why) {
        if (down.compareAndSet(false, true)) {
            LOG.warnf("%s is unavailable: %s", what, why);
        }
    }

    void worked() {
        if (down.get() && down.compareAndSet(true, false)) {
            backAt = System.nanoTime();
            everBack = true;
            LOG.infof("%s is available again", what);
        }
    }

    boolean overSince(Duration time) {
        return everBack && System.nanoTime() - backAt < time.toNanos();
    }

    boolean lasts() {
        return down.get();
    }

    /** Redis' word, such as {@code OOM}, or the class: messages may repeat what was sent. */
    static String word(Throwable cause) {
        if (cause instanceof Response && cause.getMessage() != null) {
            return cause.getMessage().split(" ", 2)[0];
        }
        return cause.getClass().getSimpleName();
    }
}
