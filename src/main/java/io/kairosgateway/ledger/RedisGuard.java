package io.kairosgateway.ledger;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** The time limit of every operation on Redis, and the one place where a failure becomes {@link LedgerUnavailableException}. */
final class RedisGuard {

    private static final Logger LOG = Logger.getLogger(RedisGuard.class);

    /** Every replica has written what it owed by then: it tries each second, and a try takes the time limit at most. */
    private static final Duration SETTLING = Duration.ofSeconds(5);

    /** What a replica has decided by itself meanwhile is most likely written by then. */
    private static final Duration WRITING = Duration.ofSeconds(1);

    private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

    private final Duration timeout;
    private final Outage outage;
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong nextSealWarning = new AtomicLong(System.nanoTime());

    /** @param place where Redis is, for the log */
    RedisGuard(String place, Duration timeout) {
        this.outage = new Outage("Redis at " + place);
        this.timeout = timeout;
    }

    /** The client itself knows no time limit: without one, a call to a frozen server would wait for ever. */
    <T> Uni<T> guard(Supplier<Uni<? extends T>> operation) {
        return Uni.createFrom()
                .deferred(operation)
                .ifNoItem()
                .after(timeout)
                .on(timer())
                .fail()
                .onFailure()
                .transform(this::unavailable);
    }

    /** The event loop's own, when it is on one: every timer beside it would be handed over to another thread, and be taken back from there. */
    private static ScheduledExecutorService timer() {
        return Vertx.currentContext() instanceof ContextInternal context
                ? context.nettyEventLoop()
                : Infrastructure.getDefaultWorkerPool();
    }

    /** Whether Redis has just come back, so that what other replicas owe it is not written yet. */
    boolean justBack() {
        return outage.overSince(WRITING);
    }

    /** Whether Redis has just come back, so that what it does not hold may still be on its way from another replica's memory. */
    boolean settling() {
        return outage.overSince(SETTLING);
    }

    /** To be said when a trial has succeeded: another command may be one that a full or read-only server takes as well. */
    void isBack() {
        outage.worked();
    }

    /** Whether a command has failed, and Redis is not known to be back. */
    boolean away() {
        return outage.lasts();
    }

    /** How often Redis has failed; what is unknown while it is away is no failure of its own. */
    long failures() {
        return failures.get();
    }

    private LedgerUnavailableException unavailable(Throwable cause) {
        if (cause instanceof SealBrokenException) {
            warnOfSeal(cause.getMessage());
            return new ResultUnreadableException();
        }
        if (RedisWord.ofOneValue(cause)) {
            warnOfSeal(cause.getClass().getSimpleName());
            return new ResultUnreadableException();
        }
        failures.incrementAndGet();
        outage.failed(RedisWord.of(cause));
        return new LedgerUnavailableException();
    }

    private void warnOfSeal(String cause) {
        long next = nextSealWarning.get();
        long now = System.nanoTime();
        if (now - next >= 0 && nextSealWarning.compareAndSet(next, now + QUIET_NANOS)) {
            LOG.warnf("A value in Redis does not open: %s", cause);
        }
    }
}
