package io.kairosgateway.bench.race;

import io.kairosgateway.bench.race.PollTrial.Told;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How often Kairos is asked for a decision, and how much later than at Kairos it is at the client. */
final class PollSection implements Section {

    private static final int SEED = 4711;
    private static final int LIMIT_SECONDS = 600;
    private static final int LOOPS = 5;
    private static final int GOAL_SECONDS = 5;
    private static final double GOAL_MILLIS = 400;
    private static final double GOAL_GETS = 3;

    private record Outcome(List<Told> first, List<Told> learned, List<Told> loop) {}

    @Override
    public void run(Stage stage, Plan plan, Report report) {
        report.section(
                "Polls and extra latency",
                "Decisions after so long, ±5 %, and clients that wait on event streams of the gateway. Extra: from the decision at Kairos until the"
                        + " waiter has it. First: the first " + plan.learning()
                        + " of their kind and profile; learned: the " + plan.measured()
                        + " after these. The loop is the documented one, a GET of Kairos every 10 s.");
        ExecutorService threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "polls");
            thread.setDaemon(true);
            return thread;
        });
        Contender contender = new Gateways(stage.redisUrl()).jar(Map.of());
        report.contender(contender);
        try (Running running = contender.start(stage.sink().port(), "polls")) {
            List<Future<Outcome>> outcomes = new ArrayList<>();
            for (int i = 0; i < plan.decisionSeconds().size(); i++) {
                PollTrial trial = new PollTrial(i, plan.decisionSeconds().get(i), running.port(), stage.sink());
                outcomes.add(threads.submit(() -> outcome(trial, plan, threads)));
            }
            List<List<String>> rows = new ArrayList<>();
            for (int i = 0; i < outcomes.size(); i++) {
                row(plan.decisionSeconds().get(i), got(outcomes.get(i)), rows, report);
            }
            List<String> header = List.of(
                    "decided after", "", "extra p50 ms", "extra p90 ms", "longest ms", "GETs, mean", "GETs, most");
            report.table(header, rows);
            report.summary("Polls and extra latency:", header, rows);
        } finally {
            threads.shutdownNow();
        }
    }

    private static Outcome outcome(PollTrial trial, Plan plan, ExecutorService threads) {
        Random random = new Random(SEED + trial.number());
        List<Future<Told>> loops = new ArrayList<>();
        for (int i = 0; i < LOOPS; i++) {
            Random own = new Random(random.nextLong());
            loops.add(threads.submit(() -> trial.loop(own)));
        }
        List<Told> first = trial.streams(plan.learning(), random);
        List<Told> learned = trial.streams(plan.measured(), random);
        return new Outcome(first, learned, loops.stream().map(PollSection::got).toList());
    }

    private static <T> T got(Future<T> future) {
        try {
            return future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static void row(int seconds, Outcome outcome, List<List<String>> rows, Report report) {
        rows.add(row(seconds + " s", "first", outcome.first()));
        rows.add(row("", "learned", outcome.learned()));
        rows.add(row("", "loop", outcome.loop()));
        if (seconds == GOAL_SECONDS) {
            double median = Spread.percentile(PollTrial.millis(outcome.learned()), 50);
            report.goal("extra latency of a decision after 5 s, learned, median", median, true, GOAL_MILLIS, "ms");
            report.goal("GETs for it, mean", gets(outcome.learned()), true, GOAL_GETS, "");
        }
    }

    private static List<String> row(String after, String who, List<Told> told) {
        List<Double> millis = PollTrial.millis(told);
        return List.of(
                after,
                who,
                Spread.number(Spread.percentile(millis, 50)),
                Spread.number(Spread.percentile(millis, 90)),
                Spread.number(Spread.percentile(millis, 100)),
                Spread.number(gets(told)),
                String.valueOf(told.stream().mapToInt(Told::gets).max().orElseThrow()));
    }

    private static double gets(List<Told> told) {
        return told.stream().mapToInt(Told::gets).average().orElseThrow();
    }
}
