package io.kairosgateway.ledger;

import io.kairosgateway.verification.VerificationId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells every subscriber in this process what has changed. A subscriber that falls {@value #BACKLOG} behind is told nothing more until
 * it has caught up, and then {@link Ledger.Change.Resubscribed} in place of all that it missed: hints are never worth memory without bound.
 */
final class Changes {

    static final int BACKLOG = 1024;

    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();

    Multi<Ledger.Change> stream() {
        return Multi.createFrom().deferred(() -> {
            Listener listener = new Listener();
            return Multi.createFrom()
                    .<Ledger.Change>emitter(listener::listen, BackPressureStrategy.BUFFER)
                    .onItem()
                    .invoke(listener::taken);
        });
    }

    void changed(VerificationId id) {
        tell(new Ledger.Change.Of(id));
    }

    void missed() {
        tell(new Ledger.Change.Resubscribed());
    }

    private void tell(Ledger.Change change) {
        listeners.forEach(listener -> listener.tell(change));
    }

    /** Counts what its subscriber has not taken yet, because the emitter's own buffer has no bound. */
    private final class Listener {

        private MultiEmitter<? super Ledger.Change> emitter;
        private int waiting;
        private boolean missed;

        void listen(MultiEmitter<? super Ledger.Change> subscriber) {
            emitter = subscriber;
            listeners.add(this);
            subscriber.onTermination(() -> listeners.remove(this));
        }

        void tell(Ledger.Change change) {
            synchronized (this) {
                missed |= waiting == BACKLOG;
                if (missed) {
                    return;
                }
                waiting++;
            }
            emitter.emit(change);
        }

        void taken() {
            synchronized (this) {
                waiting--;
                if (!missed || waiting > 0) {
                    return;
                }
                missed = false;
                waiting = 1;
            }
            emitter.emit(new Ledger.Change.Resubscribed());
        }
    }
}
