package io.kairosgateway.bench.race;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Open event streams: what one costs, and how long a decision takes to the last of them. */
final class StreamSection implements Section {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Duration SETTLE = Duration.ofSeconds(1);
    private static final int WARM_UP_STREAMS = 200;
    private static final int IDS_MOST = 1000;

    /** Files of a process beside its streams. */
    private static final int OTHER_FILES = 500;

    private static final String HEAP = "-Xmx640m";

    record Figures(double kibEach, double idleCpu, List<Wake> one, List<Wake> many) {}

    /** Milliseconds from the decision to the waiters. */
    record Wake(double p50, double p99, double last) {}

    private record Taker(Contender contender, Hub hub) {}

    @Override
    public void run(Stage stage, Plan plan, Report report) {
        report.section(
                "Streams",
                "So many event streams, each contender started anew for each number and warmed up with "
                        + WARM_UP_STREAMS
                        + ". KiB: what RSS has grown by, each. CPU: of one core, while nothing happens but the comments that keep streams alive"
                        + " (every 15 s). Then the time from the decision to the waiters: for the gateway from the moment at which the sink answers"
                        + " the GET that brings it, for the others from the POST that publishes it; of one id that all wait for, and of up to "
                        + IDS_MOST + " ids with as many waiters each.");
        List<Taker> takers = new ArrayList<>();
        Hub polled = new Hub.Polled(stage.sink());
        new Gateways(stage.redisUrl())
                .all(settings(plan), HEAP)
                .forEach(contender -> takers.add(new Taker(contender, polled)));
        Proxies.streams().forEach(contender -> takers.add(new Taker(contender, new Hub.Published())));
        Map<Integer, Map<String, Figures>> all = new LinkedHashMap<>();
        for (int count : plan.streams()) {
            if (count + OTHER_FILES > Machine.openFilesMost()) {
                report.note(count + " streams are left out: a process may open only " + Machine.openFilesMost()
                        + " files here.");
                continue;
            }
            Map<String, Figures> figures = new LinkedHashMap<>();
            for (Taker taker : takers) {
                figures.put(taker.contender().name(), measure(taker, count, stage, plan));
                stage.sink().forget();
                System.out.println("measured: " + count + " streams of "
                        + taker.contender().name());
            }
            all.put(count, figures);
        }
        takers.forEach(taker -> report.contender(new Contender(
                taker.contender().name() + " (streams)", taker.contender().about(), null)));
        new StreamTables(report).write(all);
    }

    /** With room for all, and polled in even steps, so that no run waits long for the GET that brings the decision. */
    private static Map<String, String> settings(Plan plan) {
        return Map.of(
                "GATEWAY_WATCH_MAX_STREAMS", "20000",
                "GATEWAY_WATCH_MAX_STREAMS_PER_ID", "20000",
                "GATEWAY_WATCH_FIRST_POLL", plan.streamPoll(),
                "GATEWAY_WATCH_MAX_FIRST_POLL", plan.streamPoll(),
                "GATEWAY_WATCH_MAX_INTERVAL", plan.streamPoll());
    }

    private static Figures measure(Taker taker, int count, Stage stage, Plan plan) {
        try (Running running = taker.contender()
                .start(
                        stage.sink().port(),
                        "streams " + count + " " + taker.contender().name())) {
            ProcessTree tree = running.tree();
            wake(running, taker.hub(), WARM_UP_STREAMS, 1, () -> {});
            double before = tree.residentMib();
            double[] idle = new double[2];
            List<Wake> one = new ArrayList<>();
            List<Wake> many = new ArrayList<>();
            for (int round = 0; round < plan.rounds(); round++) {
                boolean first = round == 0;
                one.add(wake(running, taker.hub(), count, 1, () -> {
                    if (first) {
                        idle[0] = (tree.residentMib() - before) * 1024 / count;
                        double cpu = tree.cpuSeconds();
                        Waiting.pass(plan.idle());
                        idle[1] = (tree.cpuSeconds() - cpu) / plan.idle().toMillis() * 1000;
                    }
                }));
                many.add(wake(running, taker.hub(), count, Math.min(IDS_MOST, count), () -> {}));
            }
            return new Figures(idle[0], idle[1], one, many);
        }
    }

    private static Wake wake(Running running, Hub hub, int count, int ids, Runnable whileOpen) {
        List<String> names = hub.ids(running.port(), ids);
        try (Streams streams = new Streams(running.port(), hub::path)) {
            streams.open(names, count, LIMIT);
            Waiting.pass(SETTLE);
            whileOpen.run();
            Hub.Told told = hub.decide(running.port(), names);
            List<StreamClient> clients = streams.allTold(LIMIT);
            Map<String, Long> moments = told.moments();
            List<Double> millis = clients.stream()
                    .map(client -> (client.toldAt() - moments.get(client.id())) / 1e6)
                    .sorted()
                    .toList();
            return new Wake(
                    Spread.percentile(millis, 50), Spread.percentile(millis, 99), Spread.percentile(millis, 100));
        }
    }
}
