package io.kairosgateway.cluster;

import io.kairosgateway.cluster.Clients.Submitted;
import io.kairosgateway.cluster.Waiter.Heard;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Says what a test has measured. Never asserted: a slow machine is no fault of the gateway. */
final class Figures {

    private Figures() {}

    static void say(String format, Object... values) {
        System.out.printf("[cluster] " + format + "%n", values);
    }

    static void of(String what, Load load, Upstream upstream) {
        Map<String, Long> submits = load.all().stream()
                .collect(Collectors.groupingBy(
                        tracked -> word(tracked.submitted()), TreeMap::new, Collectors.counting()));
        long[] gets = load.accepted().stream()
                .mapToLong(tracked -> upstream.polls(tracked.id()).size())
                .sorted()
                .toArray();
        int more = load.accepted().stream()
                .mapToInt(tracked -> upstream.polls(tracked.id()).size() - Schedule.most(upstream.polled(tracked.id())))
                .max()
                .orElse(0);
        int inFlight = load.accepted().stream()
                .mapToInt(tracked -> upstream.mostInFlight(tracked.id()))
                .max()
                .orElse(0);
        say(
                "%s: %.1f s, submits %s, whole uploads at Kairos %d, GETs per id %s, %d more than one patient client, most of one id at once %d",
                what, load.millis() / 1e3, submits, upstream.whole(), spread(gets), more, inFlight);
        say(
                "%s: heard after the poller's GET, same replica %s ms, other replicas %s ms",
                what, spread(lags(load, upstream, true)), spread(lags(load, upstream, false)));
    }

    private static String word(Submitted submitted) {
        return submitted instanceof Submitted.Refused refused
                ? refused.code()
                : submitted.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
    }

    /** From the start of the decisive GET to each waiter's hearing of it. */
    private static long[] lags(Load load, Upstream upstream, boolean samePlace) {
        Function<Tracked, List<Long>> lags = tracked -> {
            Map<String, Object> decisive = upstream.decisive(tracked.id());
            int poller = load.cluster().origin(decisive);
            return tracked.decisions().stream()
                    .filter(heard -> (heard.replica() == poller) == samePlace)
                    .map(Heard::millis)
                    .map(millis -> millis - Upstream.at(decisive))
                    .toList();
        };
        return load.accepted().stream()
                .flatMap(tracked -> lags.apply(tracked).stream())
                .mapToLong(Long::longValue)
                .sorted()
                .toArray();
    }

    static String spread(long[] sorted) {
        return sorted.length == 0
                ? "none"
                : "min %d p50 %d p99 %d max %d (%d)"
                        .formatted(
                                sorted[0],
                                sorted[sorted.length / 2],
                                sorted[(int) (sorted.length * 0.99)],
                                sorted[sorted.length - 1],
                                sorted.length);
    }
}
