package io.kairosgateway.ledger;

import io.kairosgateway.loop.Loop;
import io.kairosgateway.verification.VerificationId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.RedisConnection;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Hears on one connection what any replica has changed, from the first subscriber on. The client does not subscribe again when a connection
 * is lost, and does not notice one that is dead but open; this does both, again and again:
 *
 * <pre>
 *   connecting ──▶ subscribed ──▶ lost (closed, failed, or silent for three heartbeats) ──▶ pause ──▶ connecting
 * </pre>
 *
 * A loop takes these steps, so no failure of one leaves it unconnected. The heartbeat is an empty message on the channel, sent by whichever
 * replica has heard nothing for that long; a PING would not do, because the client confuses its answer with messages. Everything runs on one
 * context, so nothing is locked; only the word to close may come from anywhere.
 */
final class RedisChanges {

    private static final long SHORTEST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 2_000;
    private static final long LOOK_MILLIS = 100;

    private final Context context;
    private final Loop loop;
    private final RedisCommands commands;
    private final Redis events;
    private final long heartbeatMillis;
    private final Changes changes = new Changes();
    private final Outage outage;

    private Attempt current;
    private long failures;
    private long lastHeard;
    private long lastAsked;
    private long nextAttempt;
    private volatile boolean hearing;
    private volatile boolean denied;
    private volatile boolean closed;

    /** @param events apart from {@code commands}, because a subscription keeps its connection */
    RedisChanges(Vertx vertx, RedisCommands commands, Redis events, Duration heartbeat) {
        this.context = vertx.getOrCreateContext();
        this.commands = commands;
        this.outage = new Outage("Redis' channel of changes at " + commands.place());
        this.events = events;
        this.heartbeatMillis = heartbeat.toMillis();
        this.loop =
                Loop.of("changes", vertx, Duration.ofMillis(Math.min(LOOK_MILLIS, heartbeatMillis / 2)), this::look);
    }

    Multi<Ledger.Change> stream() {
        return changes.stream().onSubscription().invoke(() -> context.runOnContext(ignored -> start()));
    }

    void close() {
        closed = true;
        context.runOnContext(ignored -> {
            loop.stop();
            if (current != null) {
                current.abandon();
            }
        });
    }

    /** Whether nothing would be heard at the moment. */
    boolean deaf() {
        return !hearing;
    }

    /** Whether Redis has last refused the subscription for want of rights. */
    boolean denied() {
        return denied;
    }

    /** Subscribes on a new connection; the one there is may be dead, and would be missed only after three heartbeats. */
    void renew() {
        context.runOnContext(ignored -> {
            if (current != null && current.connected()) {
                nextAttempt = now();
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
            loop.start();
            connect();
        }
    }

    private void connect() {
        lastHeard = now();
        lastAsked = lastHeard;
        current = new Attempt();
        current.connect();
    }

    private void look() {
        if (!closed && current.over && now() >= nextAttempt) {
            connect();
        } else if (!closed && !current.over) {
            listenForLife();
        }
    }

    private void listenForLife() {
        long now = now();
        if (now - lastHeard >= 3 * heartbeatMillis) {
            current.lost("silence");
        } else if (now - Math.max(lastHeard, lastAsked) >= heartbeatMillis) {
            lastAsked = now;
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

        /** 0 when not yet. */
        private long subscribedAt;

        void connect() {
            Uni.createFrom()
                    .deferred(events::connect)
                    .subscribe()
                    .with(
                            made -> context.runOnContext(ignored -> connected(made)),
                            cause -> context.runOnContext(ignored -> lost(RedisWord.of(cause))));
        }

        private void connected(RedisConnection made) {
            connection = made;
            if (over) {
                made.closeAndForget();
                return;
            }
            made.handler(message -> context.runOnContext(ignored -> heard(message)));
            made.exceptionHandler(cause -> context.runOnContext(ignored -> lost(RedisWord.of(cause))));
            made.endHandler(() -> context.runOnContext(ignored -> lost("connection closed")));
            made.send(Request.cmd(Command.SUBSCRIBE).arg(RedisKeys.CHANGES))
                    .subscribe()
                    .with(ignored -> {}, cause -> context.runOnContext(nothing -> refused(RedisWord.of(cause))));
        }

        /** RESP2 sends arrays and RESP3 pushes, with the same three items: what, channel, payload. A refusal comes here as well. */
        private void heard(Response message) {
            if (over || message == null) {
                return;
            }
            if (message.type() == ResponseType.ERROR) {
                refused(RedisWord.of(message.toString()));
                return;
            }
            boolean sequence = message.type() == ResponseType.MULTI || message.type() == ResponseType.PUSH;
            if (!sequence || message.size() != 3) {
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
            if (subscribedAt == 0) {
                subscribedAt = now();
                hearing = true;
                denied = false;
                outage.worked();
                changes.missed();
            }
        }

        private void refused(String word) {
            denied = word.equals(RedisWord.DENIED);
            lost(word);
        }

        void lost(String why) {
            if (over || closed) {
                return;
            }
            // One that is cut off again as soon as it is made is not tried at once for ever.
            failures = subscribedAt != 0 && now() - subscribedAt > LONGEST_PAUSE_MILLIS ? 0 : failures;
            nextAttempt = now() + pause();
            outage.failed(why);
            abandon();
        }

        boolean connected() {
            return !over && connection != null;
        }

        void abandon() {
            over = true;
            hearing = false;
            if (connection != null) {
                connection.closeAndForget();
            }
        }
    }
}
