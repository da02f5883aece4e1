package io.kairosgateway.bench.race;

import io.kairosgateway.bench.race.ScaleSection.Cost;
import io.kairosgateway.bench.race.ScaleSection.Figures;
import io.kairosgateway.bench.race.ScaleSection.Sample;
import io.kairosgateway.bench.race.ScaleSection.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The tables of the section on scale; all but one are on its page as well. */
final class ScaleTables {

    static final int RESULT_BYTES = 4096;

    private static final String PAGE = "scale.md";
    private static final String SCRIPT = "eval";
    private static final String PUBLISH = "publish";
    private static final double KIB = 1024;

    private final Report report;
    private final Plan plan;

    ScaleTables(Report report, Plan plan) {
        this.report = report;
        this.plan = plan;
    }

    void write(String contender, Figures figures, List<RedisLimit> limits) {
        List<String> header = List.of(
                "replicas",
                "verifications/s",
                "CPU ms each",
                "Redis: CPU ms each",
                "scripts each",
                "in KiB each",
                "out KiB each",
                "messages each",
                "GETs each",
                "handed over p50 ms",
                "p99 ms",
                "refused");
        List<List<String>> costs =
                figures.costs().stream().map(ScaleTables::cost).toList();
        table("What a verification costs, with one waiter (" + contender + "):", header, costs);
        report.summary("What a verification costs, with one waiter, by replicas (" + contender + "):", header, costs);
        List<List<String>> idle = new ArrayList<>();
        for (int i = 0; i < figures.idle().size(); i++) {
            idle.add(idle(plan.scale().replicas().get(i), figures.idle().get(i)));
        }
        table(
                "What replicas cost while nothing happens:",
                List.of("replicas", "CPU of a core", "Redis: CPU of a core", "scripts/s", "in KiB/s", "out KiB/s"),
                idle);
        table("And what else one has to know:", List.of("", ""), others(figures));
        table(
                "What one Redis takes, driven without a gateway: the same scripts, with one \"not yet\" for each verification, as fast as they are"
                        + " answered, while so many hear of every change:",
                List.of(
                        "subscribed",
                        "verifications/s here",
                        "Redis: CPU of a core",
                        "verifications/s of a whole core"),
                limits.stream().map(ScaleTables::limit).toList());
        commands(figures.costs());
        new ScaleArithmetic(figures, limits).write(this::table);
    }

    interface Tables {
        void table(String title, List<String> header, List<List<String>> rows);
    }

    private void table(String title, List<String> header, List<List<String>> rows) {
        report.note(title);
        report.table(header, rows);
        report.page(PAGE, title, header, rows);
    }

    private static List<String> cost(Cost cost) {
        List<Double> handedOver = cost.samples().stream()
                .flatMap(sample -> sample.handedOver().stream())
                .sorted()
                .toList();
        return List.of(
                cost.what(),
                Spread.number(cost.of(sample -> sample.run().perSecond()).median()),
                cost.each(spent -> 1000 * spent.cpuSeconds()).toString(),
                cost.each(spent -> 1000 * spent.redisCpuSeconds()).toString(),
                Spread.number(cost.each(spent -> spent.calls(SCRIPT)).median()),
                Spread.number(cost.each(spent -> spent.redisBytesIn() / KIB).median()),
                Spread.number(cost.each(spent -> spent.redisBytesOut() / KIB).median()),
                Spread.number(cost.each(spent ->
                                spent.calls(PUBLISH) * spent.to().redis().subscribers())
                        .median()),
                Spread.number(cost.of(Sample::gets).median()),
                Spread.number(Spread.percentile(handedOver, 50)),
                Spread.number(Spread.percentile(handedOver, 99)),
                String.valueOf(cost.samples().stream()
                        .mapToInt(sample -> sample.run().refused())
                        .sum()));
    }

    private static List<String> idle(int replicas, Cluster.Span spent) {
        double second = 1 / spent.seconds();
        return List.of(
                String.valueOf(replicas),
                Spread.number(spent.cpuSeconds() * second),
                Spread.number(spent.redisCpuSeconds() * second),
                Spread.number(spent.calls(SCRIPT) * second),
                Spread.number(spent.redisBytesIn() / KIB * second),
                Spread.number(spent.redisBytesOut() / KIB * second));
    }

    private static List<List<String>> others(Figures figures) {
        Stored stored = figures.stored();
        return List.of(
                List.of("Redis keeps of a pending verification", Spread.number(stored.pending()) + " bytes"),
                List.of(
                        "of a decided one with a result of " + RESULT_BYTES / 1024 + " KiB",
                        Spread.number(stored.decided()) + " bytes"),
                List.of("of one whose result has expired: its owner", Spread.number(stored.owner()) + " bytes"),
                List.of(
                        "a replica hears of a change that concerns nobody there",
                        Spread.number(figures.cpuPerMessage() * 1e6) + " µs of CPU"),
                List.of(
                        "a replica takes uploads of 2 MiB",
                        Spread.number(figures.cpuPerGigabyte()) + " s of CPU for a GB"));
    }

    private static List<String> limit(RedisLimit limit) {
        return List.of(
                String.valueOf(limit.listeners()),
                Spread.number(limit.perSecond()),
                Spread.number(limit.cpu()),
                Spread.number(limit.perCore()));
    }

    /** Those that replicas send and those that the scripts call. */
    private void commands(List<Cost> costs) {
        TreeSet<String> commands = new TreeSet<>();
        costs.forEach(cost -> cost.samples()
                .forEach(sample ->
                        commands.addAll(sample.spent().to().redis().calls().keySet())));
        List<List<String>> rows = new ArrayList<>();
        for (String command : commands) {
            List<String> row = new ArrayList<>(List.of(command));
            costs.forEach(cost -> row.add(
                    Spread.number(cost.each(spent -> spent.calls(command)).median())));
            rows.add(row);
        }
        List<String> header = new ArrayList<>(List.of("commands each"));
        costs.forEach(cost -> header.add(cost.what()));
        report.table(header, rows);
    }
}
