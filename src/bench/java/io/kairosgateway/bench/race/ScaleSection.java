package io.kairosgateway.bench.race;

import io.kairosgateway.bench.race.Cluster.Moment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** What a verification costs one, two and three replicas and their Redis. They share the cores here, so cost is what can be told, not speed. */
final class ScaleSection implements Section {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration SETTLE = Duration.ofSeconds(1);
    private static final int SEED = 4711;
    private static final int UPLOAD = 20 << 10;
    private static final int UPLOADS = 64;
    private static final int MESSAGES = 10;
    private static final Duration BETWEEN_MESSAGES = Duration.ofMillis(5);
    private static final String RESULT = "-result=" + ScaleTables.RESULT_BYTES;
    private static final String FORGET_ALL =
            "EVAL \"for _, key in ipairs(redis.call('KEYS', '{kairos-gateway}:verification:*'))"
                    + " do redis.call('DEL', key) end\" 0";

    private static final String FIRST_POLL = "GATEWAY_WATCH_FIRST_POLL";

    /**
     * What one of several rounds came to.
     *
     * @param gets at Kairos, for each on average
     * @param handedOver milliseconds, from the least to the greatest
     */
    record Sample(Cluster.Span spent, Journeys.Run run, double gets, List<Double> handedOver) {

        double each(double spent) {
            return spent / run.told().size();
        }
    }

    record Cost(String what, List<Sample> samples) {

        Spread of(ToDoubleFunction<Sample> figure) {
            return Spread.of(samples, figure);
        }

        /** For each verification. */
        Spread each(ToDoubleFunction<Cluster.Span> spent) {
            return of(sample -> sample.each(spent.applyAsDouble(sample.spent())));
        }
    }

    /** Bytes that Redis takes for each verification. */
    record Stored(double pending, double decided, double owner) {}

    /**
     * @param idle what it costs that replicas are there, as many as in the plan in turn
     * @param busy of the costs, that of one replica near what the machine gives
     */
    record Figures(
            List<Cluster.Span> idle,
            List<Cost> costs,
            Cost busy,
            Stored stored,
            double cpuPerMessage,
            double cpuPerGigabyte) {}

    @Override
    public void run(Stage stage, Plan plan, Report report) {
        Plan.Scale scale = plan.scale();
        // The executable where there is one: it has no JIT that compiles in each replica while it is measured.
        List<Contender> both = new Gateways(stage.redisUrl()).all(Map.of());
        Contender contender = both.get(both.size() - 1);
        report.contender(contender);
        report.section(
                "Scale",
                contender.name() + ", an open loop of " + scale.perSecond() + " verifications a second for "
                        + scale.time().toSeconds() + " s (busy: " + scale.most() + "), " + plan.rounds()
                        + " times: an upload of 20 KiB of the kind `document`, a decision with a result of "
                        + ScaleTables.RESULT_BYTES / 1024 + " KiB after "
                        + scale.after().toMillis() / 1000.0 + " s ±" + Math.round(100 * PollTrial.SPREAD)
                        + " %, and one waiter by long poll; submit and wait each at a replica at random. Replicas share the cores here, so the figures"
                        + " say what a verification costs, not how many there can be. CPU is that of all replicas together and that of Redis, with what"
                        + " they spend anyhow. Handed over: from Kairos' answer with the decision to the waiter's.");
        Figures figures = figures(contender.name(), stage.sink(), plan);
        new ScaleTables(report, plan).write(contender.name(), figures, RedisLimit.measured(plan));
    }

    private static Figures figures(String name, SinkControl sink, Plan plan) {
        Map<String, String> settings = Map.of(FIRST_POLL, plan.scale().firstPoll());
        // It takes submits and waiters all the same.
        Map<String, String> neverPolls = Map.of(FIRST_POLL, plan.scale().firstPoll(), "GATEWAY_WATCH_TICK", "1h");
        List<Cluster.Span> idle = new ArrayList<>();
        List<Cost> costs = new ArrayList<>();
        for (int replicas : plan.scale().replicas()) {
            try (Cluster cluster = Cluster.start(name, sink, Collections.nCopies(replicas, settings))) {
                warmUp(cluster, cluster.ports(), sink, plan);
                idle.add(idle(cluster, plan));
                costs.add(cost(
                        String.valueOf(replicas),
                        cluster,
                        cluster.ports(),
                        plan.scale().perSecond(),
                        sink,
                        plan));
            }
            System.out.println("measured: replicas: " + replicas);
        }
        try (Cluster cluster = Cluster.start(name, sink, List.of(settings, neverPolls))) {
            List<Integer> waitAt = cluster.ports().subList(1, 2);
            warmUp(cluster, waitAt, sink, plan);
            costs.add(cost(
                    "2, waiters where nobody polls",
                    cluster,
                    waitAt,
                    plan.scale().perSecond(),
                    sink,
                    plan));
        }
        try (Cluster cluster = Cluster.start(name, sink, List.of(settings))) {
            warmUp(cluster, cluster.ports(), sink, plan);
            Cost busy = cost("1, busy", cluster, cluster.ports(), plan.scale().most(), sink, plan);
            costs.add(busy);
            return new Figures(
                    idle,
                    costs,
                    busy,
                    stored(cluster, sink, plan.scale().stored()),
                    cpuPerMessage(cluster, idle.get(0), plan.scale().messages()),
                    cpuPerGigabyte(cluster.replicas().get(0), plan));
        }
    }

    /** Each replica gets as much, however many there are. */
    private static void warmUp(Cluster cluster, List<Integer> waitAt, SinkControl sink, Plan plan) {
        Journeys journeys = journeys(cluster, waitAt, plan);
        journeys.run(plan.scale().perSecond(), plan.warmUp().dividedBy(2));
        journeys.run(
                plan.scale().most(),
                plan.warmUp().multipliedBy(cluster.replicas().size()));
        sink.forget();
    }

    private static Journeys journeys(Cluster cluster, List<Integer> waitAt, Plan plan) {
        Random random = new Random(SEED);
        List<ByteBuffer> uploads = IntStream.range(0, UPLOADS)
                .mapToObj(i -> {
                    double share = 1 + PollTrial.SPREAD * (2 * random.nextDouble() - 1);
                    return Uploads.document(
                            "after=" + Math.round(plan.scale().after().toMillis() * share) + RESULT, UPLOAD);
                })
                .toList();
        return new Journeys(cluster.ports(), waitAt, uploads);
    }

    private static Cluster.Span idle(Cluster cluster, Plan plan) {
        Waiting.pass(SETTLE);
        Moment before = cluster.now();
        Waiting.pass(plan.idle());
        return new Cluster.Span(before, cluster.now());
    }

    private static Cost cost(
            String what, Cluster cluster, List<Integer> waitAt, int perSecond, SinkControl sink, Plan plan) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < plan.rounds(); i++) {
            samples.add(sample(cluster, journeys(cluster, waitAt, plan), perSecond, sink, plan));
        }
        return new Cost(what, samples);
    }

    private static Sample sample(Cluster cluster, Journeys journeys, int perSecond, SinkControl sink, Plan plan) {
        sink.forget();
        Moment before = cluster.now();
        Journeys.Run run = journeys.run(perSecond, plan.scale().time());
        Cluster.Span spent = new Cluster.Span(before, cluster.now());
        Map<String, SinkControl.Fate> fates = sink.fates();
        double gets = run.told().stream()
                .mapToInt(told -> fates.get(told.id()).gets())
                .average()
                .orElseThrow();
        List<Double> handedOver = run.told().stream()
                .map(told -> (told.toldAt() - fates.get(told.id()).toldAt()) / 1e6)
                .sorted()
                .toList();
        return new Sample(spent, run, gets, handedOver);
    }

    private static Stored stored(Cluster cluster, SinkControl sink, int count) {
        sink.forget();
        ByteBuffer upload = Uploads.document("held" + RESULT, UPLOAD);
        int redis = cluster.redis().port();
        RedisCounters.said(redis, "FLUSHALL");
        double before = RedisCounters.of(redis).bytesKept();
        Api.kept(cluster.ports().get(0), connection -> {
            for (int i = 0; i < count; i++) {
                if (!connection.exchange(upload).successful()) {
                    throw new IllegalStateException("not accepted");
                }
            }
        });
        double pending = RedisCounters.of(redis).bytesKept();
        sink.decideHeld();
        Waiting.until(
                "all to be decided", LIMIT, () -> sink.fates().values().stream().allMatch(fate -> fate.toldAt() > 0));
        Waiting.pass(SETTLE);
        double decided = RedisCounters.of(redis).bytesKept();
        RedisCounters.said(redis, FORGET_ALL);
        Waiting.pass(SETTLE);
        double owners = RedisCounters.of(redis).bytesKept();
        return new Stored((pending - before) / count, (decided - before) / count, (owners - before) / count);
    }

    /** What it takes a replica to hear of a change for which nobody waits there, beside what it spends anyhow. */
    private static double cpuPerMessage(Cluster cluster, Cluster.Span idle, int count) {
        String[] some = IntStream.range(0, MESSAGES)
                .mapToObj(i -> "PUBLISH " + RedisCounters.CHANGES + " " + UUID.randomUUID())
                .toArray(String[]::new);
        Moment before = cluster.now();
        for (int i = 0; i < count; i++) {
            RedisCounters.said(cluster.redis().port(), some);
            Waiting.pass(BETWEEN_MESSAGES);
        }
        Cluster.Span spent = new Cluster.Span(before, cluster.now());
        double anyhow = idle.cpuSeconds() / idle.seconds() * spent.seconds();
        return Math.max(0, spent.cpuSeconds() - anyhow) / count / MESSAGES;
    }

    private static double cpuPerGigabyte(Running replica, Plan plan) {
        Load load = new Load(
                replica.port(),
                Uploads.liveness(plan.goalCell().kib() << 10),
                plan.goalCell().atOnce());
        load.run(plan.warmUp(), LIMIT, replica.tree());
        return load.run(plan.window(), LIMIT, replica.tree())
                .orFail(replica.name())
                .cpuPerGigabyte();
    }
}
