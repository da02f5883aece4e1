package io.kairosgateway.watch;

import io.kairosgateway.verification.Verification;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import java.util.Objects;
import java.util.concurrent.Flow.Subscription;
import java.util.function.Consumer;

/**
 * One subscriber of a topic. It is given the newest state when it asks for one, and what was there in between is left out: nobody waits
 * for a past state. An emitter of Mutiny's would keep two queues of a kilobyte for each, and there are ten thousand of them.
 */
final class Waiter implements Subscription {

    private final String tenant;
    private final MultiSubscriber<? super Verification> subscriber;
    private final Consumer<Waiter> leave;
    private Verification seen;
    private boolean unsent;
    private boolean ended;
    private Throwable failure;
    private long demand;
    private boolean signalling = true;
    private boolean over;

    /** Where it stands in its topic, which alone looks at it. */
    int place;

    /** @param leave is called once, as soon as no more news is wanted */
    Waiter(String tenant, MultiSubscriber<? super Verification> subscriber, Consumer<Waiter> leave) {
        this.tenant = tenant;
        this.subscriber = subscriber;
        this.leave = leave;
    }

    /** Whose verification it waits for. */
    String tenant() {
        return tenant;
    }

    /** Lets it hear; before, it may be told already. */
    void start() {
        try {
            subscriber.onSubscribe(this);
        } finally {
            synchronized (this) {
                signalling = false;
            }
        }
        signal();
    }

    /** Called by one read after the other, so states arrive in order. */
    void take(Verification verification) {
        synchronized (this) {
            if (!ended && (seen == null || !Objects.equals(verification.state(), seen.state()))) {
                seen = verification;
                unsent = true;
            }
        }
        if (verification.status().terminal()) {
            finish(null);
        } else {
            signal();
        }
    }

    /** A waiter that knows a state waits on; one that has never had any is told. */
    void unreadable(Throwable cause) {
        if (!knows()) {
            finish(cause);
        }
    }

    /** Ends the wait with what is known, if anything is yet. */
    void end() {
        if (knows()) {
            finish(null);
        }
    }

    void gone(Throwable cause) {
        finish(cause);
    }

    @Override
    public void request(long count) {
        if (count <= 0) {
            // Reactive Streams, 3.9.
            finish(new IllegalArgumentException("asked for " + count + " states"));
            return;
        }
        synchronized (this) {
            demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
        }
        signal();
    }

    @Override
    public void cancel() {
        synchronized (this) {
            over = true;
        }
        finish(null);
    }

    private synchronized boolean knows() {
        return seen != null;
    }

    private void finish(Throwable cause) {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            failure = cause;
        }
        leave.accept(this);
        signal();
    }

    /** One signal at a time, whoever calls: a call that finds another at work leaves it the rest. */
    private void signal() {
        for (Runnable next = begin(); next != null; next = begin()) {
            try {
                next.run();
            } catch (RuntimeException thrown) {
                // It must not cost the others their news, who come after it.
                gaveUp(thrown);
            } finally {
                synchronized (this) {
                    signalling = false;
                }
            }
        }
    }

    private void gaveUp(RuntimeException thrown) {
        boolean told = over;
        cancel();
        if (!told) {
            subscriber.onFailure(thrown);
        }
    }

    private synchronized Runnable begin() {
        if (signalling || over) {
            return null;
        }
        Runnable next = next();
        signalling = next != null;
        return next;
    }

    private Runnable next() {
        if (unsent && failure == null) {
            if (demand == 0) {
                return null;
            }
            demand -= demand == Long.MAX_VALUE ? 0 : 1;
            unsent = false;
            Verification state = seen;
            return () -> subscriber.onItem(state);
        }
        if (!ended) {
            return null;
        }
        over = true;
        return failure == null ? subscriber::onCompletion : () -> subscriber.onFailure(failure);
    }
}
