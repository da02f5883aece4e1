package io.kairosgateway.watch;

import io.kairosgateway.ledger.Ledger;
import io.kairosgateway.ledger.Ledger.Change;
import io.kairosgateway.loop.Loop;
import io.kairosgateway.problem.ProblemException;
import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.verification.VerificationId;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * The one way to hear of a verification. A waiter is registered first, then the ledger is read, and from then on every hint of a change
 * makes it be read again, so nothing that happens between the read and the registration is missed. Hints may get lost: a slow re-read
 * covers for them.
 */
@Singleton
public class Watch {

    private final Ledger ledger;
    private final Places places;
    private final Vertx vertx;
    private final GatewaySettings.Watch settings;
    private final Topics topics;
    private Cancellable changes = () -> {};
    private final Loop reread;
    private int slice;

    Watch(Ledger ledger, Places places, Vertx vertx, GatewaySettings settings, WatchMeters meters) {
        this.topics = new Topics(ledger, meters);
        this.ledger = ledger;
        this.places = places;
        this.vertx = vertx;
        this.settings = settings.watch();
        this.reread = Loop.of(
                "reread", vertx, this.settings.reread().dividedBy(Topics.SLICES), () -> topics.readSlice(slice++));
    }

    void start(@Observes StartupEvent event) {
        // A consumer that throws would end its subscription without a word, so the work is done upstream of it and
        // retried.
        changes = ledger.changes()
                .onItem()
                .invoke(this::changed)
                .onFailure()
                .invoke(reread::failed)
                .onFailure()
                .retry()
                .indefinitely()
                .subscribe()
                .with(heard -> {});
        reread.start();
    }

    /** Whoever goes on waiting does it at another replica. */
    void goDown(@Observes ShutdownDelayInitiatedEvent event) {
        topics.end();
    }

    void stop(@Observes ShutdownEvent event) {
        changes.cancel();
        reread.stop();
    }

    /**
     * The state now, then every change, then the end: with the first state that is terminal, or when this replica goes down. Fails with a
     * {@link ProblemException} when {@code tenant} has no such verification, when it is forgotten meanwhile, or when nothing can be known of it.
     */
    public Multi<Verification> on(String tenant, VerificationId id) {
        return new AbstractMulti<>() {
            @Override
            public void subscribe(MultiSubscriber<? super Verification> subscriber) {
                topics.join(id, tenant, subscriber);
            }
        };
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
                        .map(place -> place.during(() -> decidedWithin(known, bounded)))
                        .orElseGet(() -> Uni.createFrom().item(known)));
    }

    private Uni<Verification> decidedWithin(Verification known, Duration limit) {
        Multi<Verification> states = on(known.tenant(), known.id());
        if (limit.isZero()) {
            return states.toUni();
        }
        return states.filter(verification -> verification.status().terminal())
                .toUni()
                .ifNoItem()
                .after(limit)
                .recoverWithUni(states::toUni)
                .onItem()
                .ifNull()
                .switchTo(states::toUni);
    }

    private void changed(Change change) {
        if (change instanceof Change.Of of) {
            topics.hinted(of.id());
        } else {
            readAll();
        }
    }

    private void readAll() {
        for (int i = 0; i < Topics.SLICES; i++) {
            int next = i;
            vertx.setTimer(1 + 10L * i, moment -> topics.readSlice(next));
        }
    }
}
