package io.kairosgateway.watch;

import io.kairosgateway.verification.Verification;
import io.smallrye.mutiny.subscription.MultiEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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

    /** One subscriber, and the last state it was given. */
    static final class Waiter {

        private final MultiEmitter<? super Verification> emitter;
        private volatile Verification seen;

        Waiter(MultiEmitter<? super Verification> emitter) {
            this.emitter = emitter;
        }

        /** Called by one read after the other, so states arrive in order. */
        void take(Verification verification) {
            if (!Objects.equals(verification.state(), seen == null ? null : seen.state())) {
                seen = verification;
                emitter.emit(verification);
            }
            if (verification.status().terminal()) {
                emitter.complete();
            }
        }

        /** A waiter that knows a state waits on; one that has never had any is told. */
        void unreadable(Throwable cause) {
            if (seen == null) {
                emitter.fail(cause);
            }
        }

        /** Ends the wait with what is known, if anything is yet. */
        void end() {
            if (seen != null) {
                emitter.complete();
            }
        }

        void gone(Throwable cause) {
            emitter.fail(cause);
        }
    }

    synchronized void add(Waiter waiter) {
        waiters.add(waiter);
    }

    /** @return whether nobody is left */
    synchronized boolean remove(Waiter waiter) {
        waiters.remove(waiter);
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
