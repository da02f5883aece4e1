package io.kairosgateway.bench.race;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The whole benchmark; the words are {@code --short} and the names of sections, none for all, and {@code streams=10000,1000} for streams of these
 * numbers alone. Exits with 0 when each brought figures.
 */
final class Race {

    private static final Map<String, Section> SECTIONS = new LinkedHashMap<>();

    static {
        SECTIONS.put("uploads", new UploadSection());
        SECTIONS.put("streams", new StreamSection());
        SECTIONS.put("get", new ReadSection());
        SECTIONS.put("polls", new PollSection());
        SECTIONS.put("memory", new MemorySection());
        SECTIONS.put("scale", new ScaleSection());
        SECTIONS.put("start", new StartSection());
    }

    private Race() {}

    public static void main(String[] words) {
        List<String> names = new ArrayList<>(List.of(words));
        boolean brief = names.remove("--short");
        Plan plan = brief ? Plan.BRIEF : Plan.FULL;
        for (String word : words) {
            if (word.matches("streams=[0-9]+(,[0-9]+)*")) {
                plan = plan.withStreams(Arrays.stream(word.split("[=,]"))
                        .skip(1)
                        .map(Integer::valueOf)
                        .toList());
                names.set(names.indexOf(word), "streams");
            }
        }
        if (!SECTIONS.keySet().containsAll(names)) {
            System.err.println(
                    "usage: run.sh [--short] [" + String.join("|", SECTIONS.keySet()) + "|streams=COUNT,COUNT]...");
            System.exit(2);
        }
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly)));
        System.exit(run(plan, brief, names.isEmpty() ? SECTIONS.keySet() : Set.copyOf(names)) ? 0 : 1);
    }

    private static boolean run(Plan plan, boolean brief, Set<String> chosen) {
        Report report = new Report(brief);
        List<String> failed = new ArrayList<>();
        long begun = System.nanoTime();
        try (Stage stage = new Stage(plan.memoryRate())) {
            SECTIONS.forEach((name, section) -> {
                if (chosen.contains(name)) {
                    try {
                        section.run(stage, plan, report);
                    } catch (RuntimeException broken) {
                        broken.printStackTrace();
                        failed.add(name);
                    }
                    // A run that is cut off leaves what it has.
                    report.write();
                    System.out.printf("(%.0f s so far)%n", (System.nanoTime() - begun) / 1e9);
                }
            });
        }
        System.out.println("\nwritten: target/bench/report.md");
        failed.forEach(name -> System.err.println("FAILED: no figures of the section " + name));
        return failed.isEmpty();
    }
}
