package io.kairosgateway.bench.race;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What many big uploads at once cost while Kairos reads slowly. Each contender is started for it, so nothing but that fills its memory. */
final class MemorySection implements Section {

    private static final Duration LIMIT = Duration.ofSeconds(240);

    /** "Flat": what four times the size may cost more. */
    private static final double FLAT = 1.1;

    private static final Map<String, String> LARGE = Map.of(
            "GATEWAY_INTAKE_MAX_REQUEST_SIZE", "64M",
            "GATEWAY_INTAKE_MAX_PART_SIZE", "64M");

    private record Figures(double before, double peak, Round round) {}

    @Override
    public void run(Stage stage, Plan plan, Report report) {
        int mib = plan.memoryMib();
        report.section(
                "Memory",
                plan.memoryUploads() + " uploads of " + mib + " MiB at once, to a sink that reads "
                        + plan.memoryRate() / 1000
                        + " KB/s of each; each contender fresh, and the gateway with a quarter of the size as well. The peak is of one run,"
                        + " added up over a contender's processes; who has answered none has run out of memory or time.");
        List<Contender> contenders = new ArrayList<>(Proxies.uploads());
        contenders.addAll(new Gateways(stage.redisUrl()).all(LARGE));
        Map<String, Figures> figures = new LinkedHashMap<>();
        List<List<String>> rows = new ArrayList<>();
        for (Contender contender : contenders) {
            report.contender(contender);
            Figures whole = peak(contender, stage, plan, mib << 20);
            figures.put(contender.name(), whole);
            rows.add(row(contender.name() + ", " + mib + " MiB", whole));
            if (Gateways.BOTH.contains(contender.name())) {
                Figures quarter = peak(contender, stage, plan, mib << 18);
                rows.add(row(contender.name() + ", " + Spread.number(mib / 4.0) + " MiB", quarter));
                report.goal(
                        "peak RSS, " + contender.name() + ", " + mib + " MiB against a quarter of it",
                        whole.peak() / quarter.peak(),
                        true,
                        FLAT,
                        "×");
            }
        }
        List<String> header = List.of("", "RSS before, MiB", "peak RSS, MiB", "answered", "failed", "seconds");
        report.table(header, rows);
        report.summary(plan.memoryUploads() + " uploads at once into a slow Kairos:", header, rows);
        Chart chart = new Chart(
                "Peak RSS of " + plan.memoryUploads() + " uploads of " + mib + " MiB into a slow sink", "MiB");
        figures.forEach((name, figure) -> chart.bar(name, mib + " MiB", Spread.of(figure.peak())));
        chart.save(report, "memory.png");
        figures.forEach((name, figure) -> {
            Figures spring = figures.get(Proxies.SPRING);
            if (spring != null && !spring.round().nanos().isEmpty() && Gateways.BOTH.contains(name)) {
                report.goal(
                        "peak RSS, " + name + " against " + Proxies.SPRING + ", " + plan.memoryUploads() + " × " + mib
                                + " MiB",
                        figure.peak() / spring.peak(),
                        true,
                        0.5,
                        "×");
            }
        });
    }

    private static Figures peak(Contender contender, Stage stage, Plan plan, int size) {
        ByteBuffer request = Uploads.liveness(size);
        try (Running running = contender.start(stage.slowPort(), "memory " + contender.name())) {
            double before = running.tree().residentMib();
            Round round =
                    new Load(running.port(), request, plan.memoryUploads()).run(Duration.ZERO, LIMIT, running.tree());
            if (Gateways.BOTH.contains(contender.name())) {
                round.orFail(contender.name());
            }
            System.out.println("measured: " + contender.name());
            return new Figures(before, running.tree().peakMib(), round);
        }
    }

    private static List<String> row(String name, Figures figures) {
        return List.of(
                name,
                Spread.number(figures.before()),
                Spread.number(figures.peak()),
                String.valueOf(figures.round().nanos().size()),
                String.valueOf(figures.round().failures()),
                Spread.number(figures.round().seconds()));
    }
}
