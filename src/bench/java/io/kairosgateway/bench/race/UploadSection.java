package io.kairosgateway.bench.race;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Uploads through every contender: throughput, CPU, latency, memory. */
final class UploadSection implements Section {

    /** How much longer than its time a round may take, until its last request has ended. */
    private static final Duration LIMIT = Duration.ofSeconds(120);

    private static final int WARM_UP_AT_ONCE = 16;
    /** Measured for one size only, so not in the plots. */
    static final String POLLED = Gateways.JAR + ", `document`";

    record Figures(Round round, double peakMib) {}

    record Cell(int kib, int atOnce) {

        @Override
        public String toString() {
            return (kib < 1024 ? kib + " KiB" : kib / 1024 + " MiB") + " × " + atOnce;
        }
    }

    @Override
    public void run(Stage stage, Plan plan, Report report) {
        report.section(
                "Uploads",
                "A picture of this size, so many at once, sent as the kind `liveness`, which Kairos answers at once: all of the work lies between"
                        + " request and answer. The gateway authenticates, checks every byte and keeps the sealed result in Redis; the others pass"
                        + " the bytes on. The row `document` is a jar with uploads whose decisions are polled, one GET for each. CPU is that of the"
                        + " contender's processes, RSS the most in a round.");
        Map<String, Running> running = new LinkedHashMap<>();
        try {
            Gateways gateways = new Gateways(stage.redisUrl());
            List<Contender> contenders = new ArrayList<>(Proxies.uploads());
            contenders.addAll(gateways.all(Map.of()));
            contenders.forEach(report::contender);
            start(contenders, stage, running);
            Map<Cell, Map<String, List<Figures>>> all = measure(running, stage.sink(), plan);
            Running.using(gateways.jar(Map.of()).start(stage.sink().port(), "uploads polled"), jar -> {
                Cell cell = plan.goalCell();
                warmUp(Map.of(POLLED, jar), plan);
                all.get(cell).put(POLLED, polled(jar, cell, stage.sink(), plan));
            });
            new UploadTables(report).write(all, plan.goalCell());
        } finally {
            running.values().forEach(Running::close);
        }
    }

    /** All at the same time: each needs seconds. */
    private static void start(List<Contender> contenders, Stage stage, Map<String, Running> running) {
        List<CompletableFuture<Running>> starting = contenders.stream()
                .map(contender -> CompletableFuture.supplyAsync(
                        () -> contender.start(stage.sink().port(), "uploads " + contender.name())))
                .toList();
        try {
            starting.forEach(start -> running.put(start.join().name(), start.join()));
        } catch (CompletionException failed) {
            starting.forEach(start -> start.thenAccept(Running::close));
            throw failed;
        }
    }

    private static void warmUp(Map<String, Running> running, Plan plan) {
        for (int kib : plan.uploadKib()) {
            ByteBuffer request = Uploads.liveness(kib << 10);
            running.forEach((name, contender) -> new Load(contender.port(), request, WARM_UP_AT_ONCE)
                    .run(plan.warmUp(), LIMIT, contender.tree())
                    .orFail("warm-up of " + name));
        }
    }

    private static Map<Cell, Map<String, List<Figures>>> measure(
            Map<String, Running> running, SinkControl sink, Plan plan) {
        warmUp(running, plan);
        Map<Cell, Map<String, List<Figures>>> all = new LinkedHashMap<>();
        // Who has answered nothing in a whole round, out of memory perhaps, would keep the rest waiting for nothing.
        Set<String> givenUp = new HashSet<>();
        for (int kib : plan.uploadKib()) {
            ByteBuffer request = Uploads.liveness(kib << 10);
            for (int atOnce : plan.uploadsAtOnce()) {
                Map<String, List<Figures>> figures = new LinkedHashMap<>();
                running.keySet().forEach(name -> figures.put(name, new ArrayList<>()));
                for (int round = 0; round < plan.rounds(); round++) {
                    List<String> order = new ArrayList<>(running.keySet());
                    Collections.rotate(order, round);
                    for (String name : order) {
                        if (!givenUp.contains(name)) {
                            Figures figure = round(running.get(name), request, atOnce, sink, plan);
                            figures.get(name).add(figure);
                            givenUp.addAll(figure.round().nanos().isEmpty() ? List.of(name) : List.of());
                        }
                    }
                }
                figures.values().removeIf(List::isEmpty);
                Cell cell = new Cell(kib, atOnce);
                all.put(cell, figures);
                System.out.println("measured: " + cell);
            }
        }
        return all;
    }

    private static Figures round(Running contender, ByteBuffer request, int atOnce, SinkControl sink, Plan plan) {
        ProcessTree tree = contender.tree();
        tree.forgetPeak();
        long before = sink.posts();
        Round round = new Load(contender.port(), request, atOnce).run(plan.window(), LIMIT, tree);
        if (Gateways.BOTH.contains(contender.name())) {
            round.orFail(contender.name());
        }
        if (sink.posts() - before < round.nanos().size()) {
            throw new IllegalStateException(contender.name() + " has answered more uploads than it has passed on");
        }
        return new Figures(round, tree.peakMib());
    }

    /** Until each of a round has its decision, its GETs would take CPU from the next. */
    private static List<Figures> polled(Running jar, Cell cell, SinkControl sink, Plan plan) {
        List<Figures> figures = new ArrayList<>();
        ByteBuffer request = Uploads.document("decided", cell.kib() << 10);
        for (int round = 0; round < plan.rounds(); round++) {
            figures.add(round(jar, request, cell.atOnce(), sink, plan));
            Waiting.until(
                    "the GETs of all",
                    LIMIT,
                    () -> sink.fates().values().stream().allMatch(fate -> fate.toldAt() > 0));
            sink.forget();
        }
        return figures;
    }
}
