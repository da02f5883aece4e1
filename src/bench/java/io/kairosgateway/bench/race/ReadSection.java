package io.kairosgateway.bench.race;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** GETs of decided verifications against direct reads of the same records with the same client. */
final class ReadSection implements Section {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int VERIFICATIONS = 200;
    private static final String DIRECT = "Redis directly";
    private static final double GOAL = 0.5;

    @Override
    public void run(Stage stage, Plan plan, Report report) {
        report.section(
                "GET of a decided verification",
                plan.readsAtOnce() + " clients on one thread, " + VERIFICATIONS
                        + " verifications in Redis. The limit is what the Vert.x Redis client reads of"
                        + " these records in the driver, with as many connections as the gateway has: `HGETALL`, nothing opened, no HTTP.");
        Map<String, Running> running = new LinkedHashMap<>();
        try {
            for (Contender contender : new Gateways(stage.redisUrl()).all(Map.of())) {
                report.contender(contender);
                running.put(contender.name(), contender.start(stage.sink().port(), "get " + contender.name()));
            }
            List<String> ids = submitted(running.get(Gateways.JAR));
            try (DirectReads direct = new DirectReads(stage.redisUrl(), ids)) {
                Map<String, Function<Duration, Round>> measures = new LinkedHashMap<>();
                measures.put(DIRECT, time -> direct.run(plan.readsAtOnce(), time));
                running.forEach((name, gateway) -> measures.put(name, through(gateway, ids, plan.readsAtOnce())));
                Duration warmUp = plan.warmUp().multipliedBy(plan.uploadKib().size());
                measures.values().forEach(measure -> measure.apply(warmUp));
                write(rounds(measures, plan), report);
            }
        } finally {
            running.values().forEach(Running::close);
        }
    }

    private static List<String> submitted(Running gateway) {
        ByteBuffer upload = Uploads.liveness(20 << 10);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < VERIFICATIONS; i++) {
            ids.add(Api.submitted(gateway.port(), upload));
        }
        return ids;
    }

    private static Function<Duration, Round> through(Running gateway, List<String> ids, int atOnce) {
        List<ByteBuffer> requests = ids.stream()
                .map(id -> Connection.request("GET /v1/verifications/" + id, Gateways.AUTHORIZATION))
                .toList();
        return time -> new ReadLoad(gateway.port(), requests, atOnce)
                .run(time, LIMIT, gateway.tree())
                .orFail(gateway.name());
    }

    private static Map<String, List<Round>> rounds(Map<String, Function<Duration, Round>> measures, Plan plan) {
        Map<String, List<Round>> rounds = new LinkedHashMap<>();
        measures.keySet().forEach(name -> rounds.put(name, new ArrayList<>()));
        for (int round = 0; round < plan.rounds(); round++) {
            List<String> order = new ArrayList<>(measures.keySet());
            Collections.rotate(order, round);
            order.forEach(name -> rounds.get(name).add(measures.get(name).apply(plan.window())));
        }
        return rounds;
    }

    private static void write(Map<String, List<Round>> all, Report report) {
        double limit = Spread.of(all.get(DIRECT), Round::perSecond).median();
        List<List<String>> rows = new ArrayList<>();
        all.forEach((name, rounds) -> {
            Spread perSecond = Spread.of(rounds, Round::perSecond);
            rows.add(List.of(
                    name,
                    perSecond.toString(),
                    name.equals(DIRECT)
                            ? ""
                            : Spread.of(rounds, Round::cpuMillisEach).toString(),
                    Spread.of(rounds, round -> round.millis(50)).toString(),
                    Spread.of(rounds, round -> round.millis(99)).toString(),
                    String.valueOf(rounds.stream().mapToInt(Round::failures).sum())));
            if (!name.equals(DIRECT)) {
                report.goal("cached GET, " + name + " against " + DIRECT, perSecond.median() / limit, false, GOAL, "×");
            }
        });
        List<String> header = List.of("", "reads/s", "CPU ms each", "p50 ms", "p99 ms", "failed");
        report.table(header, rows);
        report.summary("GET of a decided verification:", header, rows);
    }
}
