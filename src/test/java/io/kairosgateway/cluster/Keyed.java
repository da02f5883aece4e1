package io.kairosgateway.cluster;

import io.kairosgateway.cluster.Clients.Submitted;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A client that submits with an {@code Idempotency-Key} until it has an id, and then once more to another replica to see whether it is the same. */
final class Keyed {

    private static final int MOST_ATTEMPTS = 100;
    private static final long PAUSE_MILLIS = 500;

    private final Clients clients;
    private final String name;
    private final int number;
    private final Set<String> ids = ConcurrentHashMap.newKeySet();
    private volatile boolean over;
    private int attempts;
    private int accepted;

    Keyed(Clients clients, String name, int number) {
        this.clients = clients;
        this.name = name;
        this.number = number;
    }

    void submit() {
        clients.submit(number + attempts++, name + "-end-approve-delay=500ms", name)
                .onComplete(done -> answered(done.result()));
    }

    private void answered(Submitted submitted) {
        if (submitted instanceof Submitted.Accepted it) {
            ids.add(it.id());
            accepted++;
        }
        boolean mayBeRepeated = !(submitted instanceof Submitted.Refused refused) || refused.free();
        over = accepted == 2 || attempts == MOST_ATTEMPTS || !mayBeRepeated;
        if (!over) {
            clients.vertx().setTimer(PAUSE_MILLIS, again -> submit());
        }
    }

    boolean over() {
        return over;
    }

    String name() {
        return name;
    }

    /** What it was told that its verification is called. */
    Set<String> ids() {
        return ids;
    }
}
