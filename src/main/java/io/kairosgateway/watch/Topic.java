package io.kairosgateway.watch;

import io.kairosgateway.verification.Verification;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Everybody in this replica who waits for one id. Reads of the ledger are shared: one is under way at most, and whoever asks for a
 * read meanwhile gets one more after it, because the one under way may be too old. What is read is told to those to whom it is news: each who
 * comes makes it be read, and there may be thousands who have come before.
 */
final class Topic {

    private final Consumer<Waiter> leave;
    private final List<Waiter> waiters = new ArrayList<>();
    private final List<Waiter> newcomers = new ArrayList<>();
    private Verification last;
    private boolean reading;
    private boolean again;
    private OptionalLong hint = OptionalLong.empty();

    /**
     * What is to be told, and to whom.
     *
     * @param verification one and the same object for a state, so that each who waits does not keep one of its own
     */
    record News(Verification verification, List<Waiter> waiters) {}

    /** @param leave takes one out who wants no more news; the same for all, because each would keep its own */
    Topic(Consumer<Waiter> leave) {
        this.leave = leave;
    }

    /** @param tenant whose verification it must be for the subscriber to hear of it */
    synchronized Waiter add(String tenant, MultiSubscriber<? super Verification> subscriber) {
        Waiter waiter = new Waiter(tenant, subscriber, leave);
        waiter.place = waiters.size();
        waiters.add(waiter);
        newcomers.add(waiter);
        return waiter;
    }

    /**
     * @param waiter one that is here
     * @return whether nobody is left
     */
    synchronized boolean remove(Waiter waiter) {
        // The last one takes its place: all leave at once with a decision, and there may be thousands.
        Waiter last = waiters.remove(waiters.size() - 1);
        if (last != waiter) {
            last.place = waiter.place;
            waiters.set(last.place, last);
        }
        return waiters.isEmpty();
    }

    /** @return whether the caller is to read the ledger now */
    synchronized boolean beginRead() {
        if (reading) {
            again = true;
            return false;
        }
        reading = true;
        return true;
    }

    /** @return whether the caller is to read once more */
    synchronized boolean endRead() {
        reading = again;
        again = false;
        return reading;
    }

    synchronized void hinted(long nanos) {
        hint = hint.isPresent() ? hint : OptionalLong.of(nanos);
    }

    /** How long ago the first hint came that has not been asked for here. */
    synchronized Optional<Duration> sinceHint(long nanos) {
        Optional<Duration> since =
                hint.isPresent() ? Optional.of(Duration.ofNanos(nanos - hint.getAsLong())) : Optional.empty();
        hint = OptionalLong.empty();
        return since;
    }

    synchronized News news(Verification read) {
        boolean changed = last == null || !last.state().equals(read.state());
        last = changed ? read : last;
        List<Waiter> untold = untold();
        return new News(last, changed ? waiters() : untold);
    }

    /** Those who have come since the last read; from now on they count as told. */
    synchronized List<Waiter> untold() {
        List<Waiter> untold = List.copyOf(newcomers);
        newcomers.clear();
        return untold;
    }

    synchronized List<Waiter> waiters() {
        return List.copyOf(waiters);
    }
}
