package io.kairosgateway.watch;

import io.kairosgateway.ledger.Ledger;
import io.kairosgateway.ledger.Ledger.Change;
import io.kairosgateway.ledger.Ledger.Found;
import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.verification.VerificationId;
import io.kairosgateway.watch.Topic.Waiter;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.MultiEmitter;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The one way to hear of a verification. A waiter is registered first, then the ledger is read, and from then on every hint of a change
 * makes it be read again, so nothing that happens between the read and the registration is missed. Hints may get lost: a slow re-read
 * covers for them.
 */
@Singleton
public class Watch {

    private static final int SLICES = 64;

    private final Ledger ledger;
    private final Places places;
    private final Vertx vertx;
    private final GatewaySettings.Watch settings;
    private final WatchMeters meters;
    private final Map<VerificationId, Topic> topics = new ConcurrentHashMap<>();
    private Cancellable changes = () -> {};
    private volatile boolean goingDown;
    private int slice;
    private long timer;

    Watch(Ledger ledger, Places places, Vertx vertx, GatewaySettings settings, WatchMeters meters) {
        this.meters = meters;
        this.ledger = ledger;
        this.places = places;
        this.vertx = vertx;
        this.settings = settings.watch();
    }

    void start(@Observes StartupEvent event) {
        // A consumer that throws would end its subscription without a word, so the work is done upstream of it and
        // retried.
        changes = ledger.changes()
                .onItem()
                .invoke(this::changed)
                .onFailure()
                .retry()
                .indefinitely()
                .subscribe()
                .with(heard -> {});
        timer = vertx.setPeriodic(Math.max(1, settings.reread().toMillis() / SLICES), tick -> readSlice(slice++));
    }

    /** Ends every wait: whoever goes on waiting does it at another replica. One that has heard nothing yet still hears the state. */
    void goDown(@Observes ShutdownDelayInitiatedEvent event) {
        goingDown = true;
        topics.values().forEach(topic -> topic.waiters().forEach(Waiter::end));
    }

    void stop(@Observes ShutdownEvent event) {
        changes.cancel();
        vertx.cancelTimer(timer);
    }

    /**
     * The state now, then every change, then the end: with the first state that is terminal, or when this replica goes down. Fails with a {@link ProblemException} when
     * there is no such verification, when it is forgotten meanwhile, or when nothing can be known of it.
     */
    public Multi<Verification> on(VerificationId id) {
        return Multi.createFrom().emitter(emitter -> register(id, emitter), BackPressureStrategy.LATEST);
    }

    /**
     * The first terminal state, or the state after {@code limit} or when this replica goes down; {@code known} itself when as many wait
     * already as may.
     *
     * @param known the state as it is
     * @param limit at most {@code gateway.watch.max-wait} is waited
     */
    public Uni<Verification> decided(Verification known, Duration limit) {
        Duration bounded = limit.compareTo(settings.maxWait()) < 0 ? limit : settings.maxWait();
        return Uni.createFrom()
                .deferred(() -> places.tryEnter(known)
                        .map(leave -> decidedWithin(known.id(), bounded)
                                .onTermination()
                                .invoke(leave))
                        .orElseGet(() -> Uni.createFrom().item(known)));
    }

    private Uni<Verification> decidedWithin(VerificationId id, Duration limit) {
        if (limit.isZero()) {
            return on(id).toUni();
        }
        return on(id).filter(verification -> verification.status().terminal())
                .toUni()
                .ifNoItem()
                .after(limit)
                .recoverWithUni(() -> on(id).toUni())
                .onItem()
                .ifNull()
                .switchTo(() -> on(id).toUni());
    }

    private void register(VerificationId id, MultiEmitter<? super Verification> emitter) {
        Waiter waiter = new Waiter(emitter);
        topics.compute(id, (key, known) -> {
            Topic topic = known == null ? new Topic() : known;
            topic.add(waiter);
            return topic;
        });
        meters.waiterCame();
        emitter.onTermination(() -> {
            topics.computeIfPresent(id, (key, topic) -> topic.remove(waiter) ? null : topic);
            meters.waiterLeft();
        });
        read(id);
    }

    private void changed(Change change) {
        if (change instanceof Change.Of of) {
            Topic topic = topics.get(of.id());
            if (topic != null) {
                topic.hinted(System.nanoTime());
            }
            read(of.id());
        } else {
            readAll();
        }
    }

    /** All topics at once would be more reads than the ledger takes, so each slice has a moment of its own. */
    private void readAll() {
        for (int i = 0; i < SLICES; i++) {
            int next = i;
            vertx.setTimer(1 + 10L * i, moment -> readSlice(next));
        }
    }

    private void readSlice(int number) {
        int turn = Math.floorMod(number, SLICES);
        topics.keySet().stream()
                .filter(id -> Math.floorMod(id.hashCode(), SLICES) == turn)
                .forEach(this::read);
    }

    private void read(VerificationId id) {
        Topic topic = topics.get(id);
        if (topic != null && topic.beginRead()) {
            read(id, topic);
        }
    }

    private void read(VerificationId id, Topic topic) {
        ledger.find(id)
                .subscribe()
                .with(
                        found -> told(id, topic, () -> tell(topic, found)),
                        lost -> told(id, topic, () -> topic.waiters().forEach(waiter -> waiter.unreadable(lost))));
    }

    /** Ends the read whatever a waiter does with its news: a topic that stayed in reading would be silent for ever. */
    private void told(VerificationId id, Topic topic, Runnable news) {
        try {
            news.run();
        } finally {
            if (topic.endRead()) {
                read(id, topic);
            }
        }
    }

    private void tell(Topic topic, Found found) {
        if (found instanceof Found.Known known) {
            topic.waiters().forEach(waiter -> {
                waiter.take(known.verification());
                if (goingDown) {
                    waiter.end();
                }
            });
            if (known.verification().status().terminal()) {
                topic.sinceHint(System.nanoTime()).ifPresent(meters::wokenUp);
            }
        } else {
            ProblemException gone = found instanceof Found.Forgotten
                    ? new ProblemException(Problem.GONE, "Its result is no longer kept.")
                    : new ProblemException(Problem.VERIFICATION_NOT_FOUND, "No verification has this id.");
            topic.waiters().forEach(waiter -> waiter.gone(gone));
        }
    }
}
