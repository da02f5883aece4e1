package io.kairosgateway.watch;

import io.kairosgateway.kairos.KairosReply;
import io.kairosgateway.problem.Problem;
import io.kairosgateway.verification.Kind;
import io.kairosgateway.verification.Verification;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** What operators see between submitted and decided. */
@Startup
@Singleton
class WatchMeters {

    private static final Duration[] DECISIONS = seconds(1, 2, 5, 10, 20, 30, 60, 120, 300, 900);
    private static final Duration[] WAKE_UPS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(200),
        Duration.ofSeconds(1),
        Duration.ofSeconds(10)
    };

    private final Map<String, Counter> polls = new HashMap<>();
    private final Map<Kind, Timer> decisions = new EnumMap<>(Kind.class);
    private final Timer wakeUps;
    private final AtomicInteger waiters;

    WatchMeters(MeterRegistry registry) {
        // All of them at once, so that a rate is there before the first of its kind.
        Stream.concat(
                        Stream.of("decided", "pending", "unreadable", "foreign"),
                        Arrays.stream(Problem.values())
                                .map(Problem::code)
                                .filter(code -> code.startsWith("kairos_") || code.equals(Problem.OVERLOADED.code())))
                .forEach(result -> polls.put(
                        result,
                        Counter.builder("kairos.gateway.polls")
                                .description("GETs for a result, by what came of them")
                                .tag("result", result)
                                .register(registry)));
        for (Kind kind : Kind.values()) {
            decisions.put(
                    kind,
                    Timer.builder("kairos.gateway.decision.latency")
                            .description("From submitted to decided, of what was polled")
                            .tag("kind", kind.label())
                            .serviceLevelObjectives(DECISIONS)
                            .register(registry));
        }
        wakeUps = Timer.builder("kairos.gateway.wakeup.latency")
                .description("From the hint that a verification has ended until all its waiters here were told")
                .serviceLevelObjectives(WAKE_UPS)
                .register(registry);
        waiters = registry.gauge("kairos.gateway.waiters", new AtomicInteger());
    }

    void polled(KairosReply reply) {
        polls.get(result(reply)).increment();
    }

    void decided(Verification verification, Instant at) {
        decisions.get(verification.kind()).record(Duration.between(verification.submittedAt(), at));
    }

    void wokenUp(Duration latency) {
        wakeUps.record(latency);
    }

    void waiterCame() {
        waiters.incrementAndGet();
    }

    void waiterLeft() {
        waiters.decrementAndGet();
    }

    /** What came of a poll, in words that are few and fixed. */
    static String result(KairosReply reply) {
        if (reply instanceof KairosReply.Unavailable unavailable) {
            return unavailable.problem().code();
        }
        if (reply instanceof KairosReply.Foreign) {
            return "foreign";
        }
        return reply instanceof KairosReply.Decided
                ? "decided"
                : reply instanceof KairosReply.Pending ? "pending" : "unreadable";
    }

    private static Duration[] seconds(long... seconds) {
        return Arrays.stream(seconds).mapToObj(Duration::ofSeconds).toArray(Duration[]::new);
    }
}
