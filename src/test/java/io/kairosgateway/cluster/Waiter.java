package io.kairosgateway.cluster;

import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A client that waits for one decision and never gives up: whatever breaks, it comes back, to the next replica, as behind a load
 * balancer. An answer that no accepted verification may ever get ends its patience.
 */
abstract class Waiter {

    /** How long a client takes that has not been told when to come back. */
    private static final long PAUSE_MILLIS = 500;

    final Clients clients;
    final String id;
    private final List<Heard> heard = new CopyOnWriteArrayList<>();
    private final List<String> refusals = new CopyOnWriteArrayList<>();
    private volatile boolean done;
    private int replica;

    Waiter(Clients clients, String id, int replica) {
        this.clients = clients;
        this.id = id;
        this.replica = replica;
    }

    /**
     * One state that it was told.
     *
     * @param event the name of the event, or of the answer's status when there are no events
     */
    record Heard(String event, String status, String body, long millis, int replica) {

        @Override
        public String toString() {
            return event + "/" + status + " of replica " + replica;
        }

        boolean decision() {
            return !status.equals("processing");
        }
    }

    /** Asks the replica once; whatever comes of it calls one of the methods below. */
    abstract void ask(int replica);

    void start() {
        clients.vertx().runOnContext(ignored -> ask(replica));
    }

    void hear(String event, String body) {
        heard.add(new Heard(
                event,
                new JsonObject(body).getString("status"),
                body,
                System.currentTimeMillis(),
                Math.floorMod(replica, Cluster.REPLICAS)));
    }

    void done() {
        done = true;
    }

    void again(long millis) {
        replica++;
        clients.vertx().setTimer(Math.max(1, millis), over -> ask(replica));
    }

    void broken(Throwable cause) {
        again(PAUSE_MILLIS);
    }

    /**
     * Only "come back later" may be said to somebody who waits for what was accepted. What one replica accepts while it alone cannot write
     * to Redis, the others do not know of yet.
     */
    void refused(HttpClientResponse response) {
        String retryAfter = response.getHeader("Retry-After");
        if (response.statusCode() == 503 && retryAfter != null) {
            again(Long.parseLong(retryAfter) * 1000);
            return;
        }
        if (response.statusCode() == 404 && clients.mayBeUnknown()) {
            again(PAUSE_MILLIS);
            return;
        }
        refusals.add(response.statusCode() + " of replica " + Math.floorMod(replica, Cluster.REPLICAS));
        done = true;
    }

    boolean isDone() {
        return done;
    }

    List<Heard> heard() {
        return heard;
    }

    List<Heard> decisions() {
        return heard.stream().filter(Heard::decision).toList();
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + " heard " + heard
                + (refusals.isEmpty() ? "" : " and was refused " + refusals);
    }
}
