package io.kairosgateway.ledger;

import io.kairosgateway.verification.VerificationId;
import io.smallrye.mutiny.Multi;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.RedisConnection;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Hears on one connection what any replica has changed, from the first subscriber on. The client does not subscribe again when a connection
 * is lost, and does not notice one that is dead but open; this does both, for ever:
 *
 * <pre>
 *   connecting ──▶ subscribed ──▶ lost (closed, failed, or silent for three heartbeats) ──▶ pause ──▶ connecting
 * </pre>
 *
 * The heartbeat is an empty message on the channel, sent by whichever replica has heard nothing for that long; a PING would not do, because
 * the client confuses its answer with messages. Everything runs on one context, so nothing is locked; only the word to close may come from anywhere.
 */
final class RedisChanges {

    private static final long SHORTEST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 2_000;

    private final Vertx vertx;
    private final Context context;
    private final RedisCommands commands;
    private final Redis events;
    private final long heartbeatMillis;
    private final Changes changes = new Changes();
    private final Outage outage = new Outage("Redis' channel of changes");

    private Attempt current;
    private long failures;
    private long lastHeard;
    private long timer;
    private volatile boolean closed;

    /** @param events apart from {@code commands}, because a subscription keeps its connection */
    RedisChanges(Vertx vertx, RedisCommands commands, Redis events, Duration heartbeat) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.commands = commands;
        this.events = events;
        this.heartbeatMillis = heartbeat.toMillis();
    }

    Multi<Ledger.Change> stream() {
        return changes.stream().onSubscription().invoke(() -> context.runOnContext(ignored -> start()));
    }

    void close() {
        closed = true;
        context.runOnContext(ignored -> {
            vertx.cancelTimer(timer);
            if (current != null) {
                current.abandon();
            }
        });
    }

    /** Subscribes on a new connection; the one there is may be dead, and would be missed only after three heartbeats. */
    void renew() {
        context.runOnContext(ignored -> {
            if (current != null && current.connected()) {
                current.abandon();
                connect();
            }
        });
    }

    /** Everybody is to read again, as after a new subscription. */
    void missed() {
        changes.missed();
    }

    private void start() {
        if (current == null && !closed) {
            timer = vertx.setPeriodic(heartbeatMillis, ignored -> listenForLife());
            connect();
        }
    }

    private void connect() {
        if (!closed) {
            lastHeard = now();
            current = new Attempt();
            current.connect();
        }
    }

    private void listenForLife() {
        long silence = now() - lastHeard;
        if (silence >= 3 * heartbeatMillis) {
            current.lost("silence");
        } else if (silence >= heartbeatMillis) {
            commands.send(Request.cmd(Command.PUBLISH).arg(RedisKeys.CHANGES).arg(""))
                    .ifNoItem()
                    .after(Duration.ofMillis(heartbeatMillis))
                    .fail()
                    .subscribe()
                    .with(ignored -> {}, ignored -> {});
        }
    }

    private long pause() {
        long longest = Math.min(LONGEST_PAUSE_MILLIS, SHORTEST_PAUSE_MILLIS << Math.min(failures++, 10));
        return longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1);
    }

    private static long now() {
        return System.nanoTime() / 1_000_000;
    }

    /** One connection from its start to its loss; a connection that comes after its attempt was given up is closed, not leaked. */
    private final class Attempt {

        private RedisConnection connection;
        private boolean over;
        private boolean subscribed;

        void connect() {
            events.connect()
                    .subscribe()
                    .with(
                            made -> context.runOnContext(ignored -> connected(made)),
                            cause -> context.runOnContext(ignored -> lost(Outage.word(cause))));
        }

        private void connected(RedisConnection made) {
            connection = made;
            if (over) {
                made.closeAndForget();
                return;
            }
            made.handler(message -> context.runOnContext(ignored -> heard(message)));
            made.exceptionHandler(cause -> context.runOnContext(ignored -> lost(Outage.word(cause))));
            made.endHandler(() -> context.runOnContext(ignored -> lost("connection closed")));
            made.send(Request.cmd(Command.SUBSCRIBE).arg(RedisKeys.CHANGES))
                    .subscribe()
                    .with(ignored -> {}, cause -> context.runOnContext(nothing -> lost(Outage.word(cause))));
        }

        /** RESP2 sends arrays and RESP3 pushes, with the same three items: what, channel, payload. */
        private void heard(Response message) {
            if (over || message == null || message.size() != 3) {
                return;
            }
            lastHeard = now();
            subscribed();
            if (message.get(0).toString().equals("message")) {
                VerificationId.parse(message.get(2).toString()).ifPresent(changes::changed);
            }
        }

        /** Told by the confirmation, or where that got lost on its way through the client, by the first message. */
        private void subscribed() {
            if (!subscribed) {
                subscribed = true;
                failures = 0;
                outage.worked();
                changes.missed();
            }
        }

        void lost(String why) {
            if (over || closed) {
                return;
            }
            abandon();
            outage.failed(why);
            vertx.setTimer(pause(), ignored -> RedisChanges.this.connect());
        }

        boolean connected() {
            return !over && connection != null;
        }

        void abandon() {
            over = true;
            if (connection != null) {
                connection.closeAndForget();
            }
        }
    }
}
