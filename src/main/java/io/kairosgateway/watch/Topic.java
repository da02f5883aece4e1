package io.kairosgateway.watch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Everybody in this replica who waits for one id. Reads of the ledger are shared: one is under way at most, and whoever asks for a
 * read meanwhile gets one more after it, because the one under way may be too old.
 */
final class Topic {

    private final List<Waiter> waiters = new ArrayList<>();
    private boolean reading;
    private boolean again;
    private OptionalLong hint = OptionalLong.empty();

    synchronized void add(Waiter waiter) {
        waiter.place = waiters.size();
        waiters.add(waiter);
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

    synchronized List<Waiter> waiters() {
        return List.copyOf(waiters);
    }
}
