package io.kairosgateway.cluster;

import io.kairosgateway.cluster.Clients.Submitted;
import io.kairosgateway.cluster.Load.Plan;
import io.kairosgateway.cluster.Waiter.Heard;
import java.util.List;
import java.util.stream.IntStream;

/** One verification from its submit to the last of those who wait for its decision. */
final class Tracked {

    private static final List<String> OUTCOMES = List.of("approve", "review", "reject");
    private static final List<String> STATUSES = List.of("approved", "review", "rejected");

    private final String name;
    private final Plan plan;
    private final int number;
    private final long delayMillis;
    private volatile long begunAt;
    private volatile Submitted submitted;
    private volatile List<Waiter> waiting = List.of();

    /** @param name by which Kairos' record knows it, whatever its client was told */
    Tracked(String name, Plan plan, int number, long delayMillis) {
        this.name = name;
        this.plan = plan;
        this.number = number;
        this.delayMillis = delayMillis;
    }

    /** Submits it to a replica; those who wait begin at that one and those after it, streams and long polls in turn. */
    void begin(Clients clients) {
        begunAt = System.currentTimeMillis();
        String outcome = OUTCOMES.get(number % OUTCOMES.size());
        clients.submit(number, name + "-" + outcome + "-delay=" + delayMillis + "ms" + plan.words())
                .onSuccess(answer -> {
                    if (answer instanceof Submitted.Accepted accepted) {
                        waiting = IntStream.range(0, plan.waiters())
                                .mapToObj(waiter -> waiter(clients, accepted.id(), waiter))
                                .toList();
                        waiting.forEach(Waiter::start);
                    }
                    submitted = answer;
                });
    }

    private Waiter waiter(Clients clients, String id, int waiter) {
        return (number + waiter) % 2 == 0
                ? new StreamWaiter(clients, id, number + waiter)
                : new PollWaiter(clients, id, number + waiter);
    }

    String name() {
        return name;
    }

    long begunAt() {
        return begunAt;
    }

    /** What everybody has to hear. */
    String expected() {
        return STATUSES.get(number % STATUSES.size());
    }

    Submitted submitted() {
        return submitted;
    }

    boolean accepted() {
        return submitted instanceof Submitted.Accepted;
    }

    String id() {
        return ((Submitted.Accepted) submitted).id();
    }

    List<Waiter> waiting() {
        return waiting;
    }

    List<Heard> decisions() {
        return waiting.stream().flatMap(waiter -> waiter.decisions().stream()).toList();
    }

    /** Whether nobody waits any more. */
    boolean over() {
        return submitted != null && waiting.stream().allMatch(Waiter::isDone);
    }

    @Override
    public String toString() {
        return name + " " + submitted + " "
                + waiting.stream().filter(waiter -> !waiter.isDone()).toList();
    }
}
