package io.kairosgateway.loop;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Work that must go on: one step after the other, and never two at once. No step can end it, whether it throws, fails, or never ends:
 *
 * <pre>
 *   resting ──the period is over, or step()──▶ at work ──done, failed, thrown, or over the limit──▶ resting
 * </pre>
 *
 * What goes wrong is counted in {@code kairos.gateway.loop.failures}, and logged once a minute.
 */
public final class Loop {

    private static final Logger LOG = Logger.getLogger(Loop.class);
    private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();
    private static final long NONE = -1;

    private final String name;
    private final Vertx vertx;
    private final long periodMillis;
    private final long limitNanos;
    private final Supplier<Uni<Boolean>> step;
    private final Counter failures;
    private final AtomicReference<Work> current = new AtomicReference<>();
    private final AtomicLong nextWarning = new AtomicLong(System.nanoTime());
    private volatile long timer = NONE;
    private volatile boolean stopped;

    /** A step that is under way. */
    private static final class Work {

        private final long since = System.nanoTime();
        private volatile Cancellable cancellable = () -> {};
    }

    /**
     * @param name one of a fixed few, because it labels the counter
     * @param limit after which a step is given up; longer than any that works
     * @param step asked for one step at a time; true when the next one is due at once
     */
    public Loop(String name, Vertx vertx, Duration period, Duration limit, Supplier<Uni<Boolean>> step) {
        this.name = name;
        this.vertx = vertx;
        this.periodMillis = Math.max(1, period.toMillis());
        this.limitNanos = limit.toNanos();
        this.step = step;
        this.failures = Counter.builder("kairos.gateway.loop.failures")
                .description("Steps that failed of work that goes on by itself")
                .tag("loop", name)
                .register(Metrics.globalRegistry);
    }

    /** A loop whose steps are over when they return. */
    public static Loop of(String name, Vertx vertx, Duration period, Runnable step) {
        return new Loop(name, vertx, period, period.plusSeconds(60), () -> {
            step.run();
            return Uni.createFrom().item(false);
        });
    }

    /** From now on there is a step in each period. */
    public void start() {
        if (timer == NONE && !stopped) {
            timer = vertx.setPeriodic(periodMillis, tick -> step());
        }
    }

    /** As {@link #start}, with a first step at once. */
    public void startNow() {
        vertx.runOnContext(now -> step());
        start();
    }

    /** No step begins from now on; the one under way goes on. */
    public void stop() {
        stopped = true;
        vertx.cancelTimer(timer);
    }

    public boolean atWork() {
        return current.get() != null;
    }

    /** Takes a step now, unless one is under way. Never throws. */
    public void step() {
        Work before = current.get();
        if (stopped || before != null && System.nanoTime() - before.since < limitNanos) {
            return;
        }
        Work work = new Work();
        if (!current.compareAndSet(before, work)) {
            return;
        }
        if (before != null) {
            failed("a step that does not end");
            before.cancellable.cancel();
        }
        try {
            work.cancellable = Uni.createFrom()
                    .deferred(() -> step.get())
                    .subscribe()
                    .with(again -> ended(work, Boolean.TRUE.equals(again)), fault -> failed(work, fault));
        } catch (Throwable thrown) {
            // By what is around the step, such as a class that cannot be initialised.
            failed(work, thrown);
        }
    }

    private void failed(Work work, Throwable fault) {
        ended(work, false);
        failed(fault);
    }

    private void ended(Work work, boolean again) {
        if (current.compareAndSet(work, null) && again) {
            // Not from here: steps that are over at once would pile up on the stack.
            vertx.runOnContext(now -> step());
        }
    }

    /** Counts and logs what went wrong beside the steps, in work that they have begun. */
    public void failed(Throwable fault) {
        StackTraceElement[] trace = fault.getStackTrace();
        // Without the message, which may hold anything.
        failed(fault.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]));
    }

    private void failed(String cause) {
        failures.increment();
        long next = nextWarning.get();
        long now = System.nanoTime();
        if (now - next >= 0 && nextWarning.compareAndSet(next, now + QUIET_NANOS)) {
            LOG.warnf("a step failed, and the next one comes loop=%s cause=%s", name, cause);
        }
    }
}
