package io.kairosgateway.bench.race;

import io.kairosgateway.bench.race.StreamSection.Figures;
import io.kairosgateway.bench.race.StreamSection.Wake;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The tables, goals and plots of the streams. */
final class StreamTables {

    private static final List<String> HEADER = List.of(
            "", "KiB each", "CPU idle", "one id: p50 ms", "p99 ms", "last ms", "many ids: p50 ms", "p99 ms", "last ms");
    private static final int MOST = 10_000;
    private static final Map<Integer, Double> GOAL_MILLIS = Map.of(1000, 50.0, MOST, 300.0);
    private static final double GOAL_KIB = 12;

    private final Report report;

    StreamTables(Report report) {
        this.report = report;
    }

    void write(Map<Integer, Map<String, Figures>> all) {
        Chart size = new Chart("RSS per open event stream, less is better", "KiB");
        Chart wake = new Chart("From the decision to 99 % of all waiters of one id, less is better", "ms");
        all.forEach((count, figures) -> {
            List<List<String>> rows = new ArrayList<>();
            figures.forEach((name, figure) -> {
                rows.add(row(name, figure));
                size.bar(name, count + " streams", Spread.of(figure.kibEach()));
                wake.bar(name, count + " streams", spread(figure.one(), Wake::p99));
                goals(count, name, figure);
            });
            List<String> header = new ArrayList<>(HEADER);
            header.set(0, count + " streams");
            report.table(header, rows);
            report.summary(count + " event streams:", header, rows);
        });
        size.save(report, "streams-memory.png");
        wake.save(report, "streams-wake-up.png");
    }

    private void goals(int count, String name, Figures figures) {
        if (!Gateways.BOTH.contains(name)) {
            return;
        }
        if (GOAL_MILLIS.containsKey(count)) {
            double millis = spread(figures.one(), Wake::p99).median();
            report.goal(
                    "wake-up of " + count + " waiters of one id, p99, " + name,
                    millis,
                    true,
                    GOAL_MILLIS.get(count),
                    "ms");
        }
        if (count == MOST && name.equals(Gateways.NATIVE)) {
            report.goal("RSS per open stream at " + count + ", " + name, figures.kibEach(), true, GOAL_KIB, "KiB");
        }
    }

    private static List<String> row(String name, Figures figures) {
        List<String> row = new ArrayList<>(List.of(
                name,
                Spread.number(figures.kibEach()),
                String.format(Locale.ROOT, "%.1f %%", 100 * figures.idleCpu())));
        for (List<Wake> rounds : List.of(figures.one(), figures.many())) {
            row.add(spread(rounds, Wake::p50).toString());
            row.add(spread(rounds, Wake::p99).toString());
            row.add(spread(rounds, Wake::last).toString());
        }
        return row;
    }

    private static Spread spread(List<Wake> rounds, ToDoubleFunction<Wake> figure) {
        return Spread.of(rounds, figure);
    }
}
