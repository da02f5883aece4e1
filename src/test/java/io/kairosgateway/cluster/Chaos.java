package io.kairosgateway.cluster;

import io.kairosgateway.testing.FaultProxy;
import io.kairosgateway.testing.GatewayProcess;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Two things at a time go wrong at random, one with Kairos and the notifications, one with Redis and the replicas themselves. A replica
 * never ends while Redis is away or has just come back: what it has taken meanwhile is in its memory only, and is the one thing that may be lost.
 */
final class Chaos {

    /** A replica has written what it owed by then. */
    private static final Duration SETTLED = Duration.ofSeconds(8);

    private final Cluster cluster;
    private final BooleanSupplier goesOn;
    private final List<String> events = new CopyOnWriteArrayList<>();

    private Chaos(Cluster cluster, BooleanSupplier goesOn) {
        this.cluster = cluster;
        this.goesOn = goesOn;
    }

    /** Returns when all has been submitted; what is still wrong then is for the caller to mend. */
    static Chaos during(Cluster cluster, Load load, long seed) {
        Chaos chaos = new Chaos(cluster, () -> load.all().stream().anyMatch(tracked -> tracked.submitted() == null));
        cluster.apart();
        Random first = new Random(seed);
        Random second = new Random(-seed - 1);
        Stream.of(chaos.lane(() -> chaos.kairosOrHints(first)), chaos.lane(() -> chaos.redisOrReplica(second)))
                .forEach(CompletableFuture::join);
        return chaos;
    }

    List<String> events() {
        return events;
    }

    private CompletableFuture<Void> lane(Runnable event) {
        return CompletableFuture.runAsync(
                () -> {
                    while (goesOn.getAsBoolean()) {
                        event.run();
                    }
                },
                task -> new Thread(task, "chaos").start());
    }

    private void kairosOrHints(Random random) {
        pause(millis(random, 300, 1500));
        if (random.nextInt(4) == 0) {
            events.add("hints");
            cluster.killSubscriptions();
        } else {
            network(
                    "kairos",
                    random,
                    cluster.replicas().stream().map(Replica::kairos).toList());
        }
    }

    private void redisOrReplica(Random random) {
        pause(millis(random, 300, 1500));
        switch (random.nextInt(4)) {
            case 0 -> end("kill", random, GatewayProcess::kill);
            case 1 -> end("stop", random, GatewayProcess::stop);
            case 2 -> {
                events.add("freeze");
                cluster.redis().freeze();
                pause(millis(random, 500, 4000));
                cluster.redis().thaw();
                pause(SETTLED);
            }
            default -> {
                network(
                        "redis",
                        random,
                        cluster.replicas().stream().map(Replica::redis).toList());
                pause(SETTLED);
            }
        }
    }

    private void end(String what, Random random, Consumer<GatewayProcess> end) {
        int number = random.nextInt(Cluster.REPLICAS);
        events.add(what + "-" + number);
        cluster.replica(number).end(end);
        pause(millis(random, 0, 2000));
        cluster.replica(number).start();
    }

    /** One link or all are cut, stalled or slow. */
    private void network(String what, Random random, List<FaultProxy> links) {
        int only = random.nextInt(2 * Cluster.REPLICAS);
        List<FaultProxy> spoilt = only < Cluster.REPLICAS ? List.of(links.get(only)) : links;
        String where = what + (only < Cluster.REPLICAS ? "-" + only : "");
        switch (random.nextInt(3)) {
            case 0 -> {
                events.add(where + "-cut");
                spoilt.forEach(FaultProxy::cut);
            }
            case 1 -> {
                events.add(where + "-stall");
                spoilt.forEach(FaultProxy::stall);
            }
            default -> {
                events.add(where + "-slow");
                Duration delay = millis(random, 20, 400);
                spoilt.forEach(link -> link.slow(delay));
            }
        }
        pause(millis(random, 500, 4000));
        spoilt.forEach(FaultProxy::heal);
    }

    private static Duration millis(Random random, int from, int to) {
        return Duration.ofMillis(from + random.nextInt(to - from));
    }

    /** Not a wait for something: how long it is to be as it is. */
    private static void pause(Duration time) {
        try {
            TimeUnit.MILLISECONDS.sleep(time.toMillis());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
