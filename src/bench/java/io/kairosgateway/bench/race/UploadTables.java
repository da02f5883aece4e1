package io.kairosgateway.bench.race;

import io.kairosgateway.bench.race.UploadSection.Cell;
import io.kairosgateway.bench.race.UploadSection.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The tables, goals and plots of the uploads. */
final class UploadTables {

    private static final List<String> HEADER =
            List.of("", "requests/s", "MB/s", "CPU s/GB", "p50 ms", "p99 ms", "peak RSS MiB", "failed");

    private final Report report;

    UploadTables(Report report) {
        this.report = report;
    }

    void write(Map<Cell, Map<String, List<Figures>>> all, Cell goalCell) {
        Chart throughput = new Chart("Uploads: MB/s, more is better", "MB/s");
        Chart cpu = new Chart("Uploads: CPU seconds per GB, less is better", "s/GB");
        all.forEach((cell, figures) -> {
            List<List<String>> rows = new ArrayList<>();
            figures.forEach((name, rounds) -> rows.add(row(name, rounds)));
            List<String> header = new ArrayList<>(HEADER);
            header.set(0, cell.toString());
            report.table(header, rows);
            if (cell.equals(goalCell)) {
                report.summary("Uploads of " + cell + ":", header, rows);
            }
            figures.forEach((name, rounds) -> {
                if (name.equals(UploadSection.POLLED)) {
                    return;
                }
                throughput.bar(name, cell.toString(), megabytes(rounds));
                cpu.bar(name, cell.toString(), cpu(rounds));
            });
        });
        throughput.save(report, "uploads.png");
        cpu.save(report, "uploads-cpu.png");
        failures(all);
        goals(all.get(goalCell), goalCell);
    }

    private void failures(Map<Cell, Map<String, List<Figures>>> all) {
        all.forEach((cell, figures) -> figures.forEach((name, rounds) -> rounds.stream()
                .map(Figures::round)
                .filter(round -> round.failures() > 0)
                .findFirst()
                .ifPresent(round -> report.note("Failed of " + name + " at " + cell + ", for example: `"
                        + round.failure().lines().findFirst().orElse("") + "`"))));
    }

    private void goals(Map<String, List<Figures>> figures, Cell cell) {
        figures.keySet().stream().filter(Gateways.BOTH::contains).forEach(ours -> {
            double speed = megabytes(figures.get(ours)).median();
            double work = cpu(figures.get(ours)).median();
            Map<String, Double> least = Map.of(Proxies.NGINX, 1.1, Proxies.SPRING, 1.05, Proxies.FILE_UPLOAD, 3.0);
            figures.forEach((other, rounds) -> {
                String against = ours + " against " + other + ", " + cell;
                if (least.containsKey(other)) {
                    double ratio = speed / megabytes(rounds).median();
                    report.goal("throughput, " + against, ratio, false, least.get(other), "×");
                }
                if (other.equals(Proxies.NGINX) || other.equals(Proxies.SPRING)) {
                    report.goal("CPU per GB, " + against, work / cpu(rounds).median(), true, 1.0, "×");
                }
            });
        });
    }

    private static List<String> row(String name, List<Figures> rounds) {
        return List.of(
                name,
                spread(rounds, Round::perSecond).toString(),
                megabytes(rounds).toString(),
                cpu(rounds).toString(),
                spread(rounds, round -> round.millis(50)).toString(),
                spread(rounds, round -> round.millis(99)).toString(),
                Spread.of(rounds, Figures::peakMib).toString(),
                String.valueOf(rounds.stream()
                        .mapToInt(figures -> figures.round().failures())
                        .sum()));
    }

    private static Spread megabytes(List<Figures> rounds) {
        return spread(rounds, Round::megabytesPerSecond);
    }

    private static Spread cpu(List<Figures> rounds) {
        return spread(rounds, Round::cpuPerGigabyte);
    }

    private static Spread spread(List<Figures> rounds, ToDoubleFunction<Round> figure) {
        return Spread.of(rounds, figures -> figure.applyAsDouble(figures.round()));
    }
}
