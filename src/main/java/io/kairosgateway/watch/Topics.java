package io.kairosgateway.watch;

import io.kairosgateway.access.Owned;
import io.kairosgateway.ledger.Ledger;
import io.kairosgateway.ledger.Ledger.Found;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.verification.VerificationId;
import io.kairosgateway.watch.Topic.News;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Everybody in this replica who waits, by id, and the reads of the ledger that bring them their news. */
final class Topics {

    /** Reads of all topics are spread over so many moments, because all at once would be more than the ledger takes. */
    static final int SLICES = 64;

    private final Ledger ledger;
    private final WatchMeters meters;
    private final Map<VerificationId, Topic> topics = new ConcurrentHashMap<>();
    private volatile boolean ending;

    Topics(Ledger ledger, WatchMeters meters) {
        this.ledger = ledger;
        this.meters = meters;
    }

    void join(VerificationId id, String tenant, MultiSubscriber<? super Verification> subscriber) {
        Waiter[] waiter = new Waiter[1];
        topics.compute(id, (key, known) -> {
            Topic topic = known == null ? new Topic(leaving -> leave(id, leaving)) : known;
            waiter[0] = topic.add(tenant, subscriber);
            return topic;
        });
        meters.waiterCame();
        waiter[0].start();
        read(id);
    }

    private void leave(VerificationId id, Waiter waiter) {
        topics.computeIfPresent(id, (key, topic) -> topic.remove(waiter) ? null : topic);
        meters.waiterLeft();
    }

    /** Ends every wait, now and from now on; one that has heard nothing yet still hears the state. */
    void end() {
        ending = true;
        topics.values().forEach(topic -> topic.waiters().forEach(Waiter::end));
    }

    /** Something has changed, so it is said. */
    void hinted(VerificationId id) {
        Topic topic = topics.get(id);
        if (topic != null) {
            topic.hinted(System.nanoTime());
        }
        read(id);
    }

    /** @param number any; the slices take turns */
    void readSlice(int number) {
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
        Uni.createFrom()
                .deferred(() -> ledger.find(id))
                .subscribe()
                .with(
                        found -> told(id, topic, () -> tell(topic, found)),
                        lost -> told(id, topic, () -> topic.untold().forEach(waiter -> waiter.unreadable(lost))));
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
            News news = topic.news(known.verification());
            news.waiters()
                    .forEach(waiter -> Owned.refusal(found, waiter.tenant())
                            .ifPresentOrElse(waiter::gone, () -> tell(waiter, news.verification())));
            if (known.verification().status().terminal()) {
                topic.sinceHint(System.nanoTime()).ifPresent(meters::wokenUp);
            }
        } else {
            topic.waiters()
                    .forEach(waiter -> Owned.refusal(found, waiter.tenant()).ifPresent(waiter::gone));
        }
    }

    private void tell(Waiter waiter, Verification state) {
        waiter.take(state);
        if (ending) {
            waiter.end();
        }
    }
}
