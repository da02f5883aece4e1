package io.kairosgateway.watch;

import io.kairosgateway.kairos.KairosReply;
import io.kairosgateway.kairos.KairosResults.Asked;
import io.kairosgateway.ledger.Ledger.Claim;
import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.watch.Latencies.Typical;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * When to ask next. A GET is due when decisions of this kind and profile have lately been ready; the next one as soon as a good part of the
 * later ones has been ready too, and from there each delay is longer than the one before, up to a bound and with jitter. What has lately
 * taken longer than {@code gateway.watch.max-first-poll} is asked for from then on all the same, in even steps up to that moment, since it may
 * be quicker this time. While nothing is learned, the delays begin at {@code gateway.watch.first-poll}.
 */
@Singleton
public class PollSchedule {

    /** Of a latency that has been learned, the next GET comes this share later at most. */
    private static final double SECOND = 0.1;

    private final GatewaySettings.Watch settings;
    private final Latencies latencies;
    private final DoubleSupplier random;

    @Inject
    PollSchedule(GatewaySettings settings, Latencies latencies) {
        this(settings.watch(), latencies, () -> ThreadLocalRandom.current().nextDouble());
    }

    /** @param random from 0 to below 1 */
    PollSchedule(GatewaySettings.Watch settings, Latencies latencies, DoubleSupplier random) {
        this.settings = settings;
        this.latencies = latencies;
        this.random = random;
    }

    /** From the submit to the first GET. A learned delay has no jitter, which would miss the moment; submits come at moments of their own. */
    public Duration first(Verification verification) {
        return latencies
                .typical(verification)
                .map(this::first)
                .orElseGet(() -> delay(settings.firstPoll().toMillis(), 0));
    }

    /** From a GET without a decision to the next: Kairos' own wish, where that is longer than the schedule's delay. */
    Duration after(Claim claim, Asked asked, Instant now) {
        Duration scheduled = after(claim.verification(), claim.polls() + 1, now);
        Duration wish = asked.reply() instanceof KairosReply.Unavailable unavailable
                ? unavailable.retryAfter()
                : asked.answer() == null ? null : asked.answer().retryAfter();
        return wish != null && wish.compareTo(scheduled) > 0 ? wish : scheduled;
    }

    /** @param polls how many GETs there have been, one at least */
    Duration after(Verification verification, int polls, Instant now) {
        long elapsed = Duration.between(verification.submittedAt(), now).toMillis();
        return latencies
                .typical(verification)
                .map(typical -> after(typical, polls, elapsed))
                .orElseGet(() -> delay(settings.firstPoll().toMillis(), polls));
    }

    private Duration first(Typical typical) {
        Duration median = typical.median();
        Duration least = median.compareTo(settings.minFirstPoll()) < 0 ? settings.minFirstPoll() : median;
        return least.compareTo(settings.maxFirstPoll()) > 0 ? settings.maxFirstPoll() : least;
    }

    private Duration after(Typical typical, int polls, long elapsed) {
        long first = first(typical).toMillis();
        long median = typical.median().toMillis();
        double second = second(typical, Math.max(first, median));
        if (median - elapsed > second) {
            long ahead = median - elapsed;
            return Duration.ofMillis(ahead / steps(ahead));
        }
        int grown = polls - 1 - (int) steps(median - first);
        // What is not there at the second GET either is an odd one: its delays leave out a step.
        return delay(second, grown <= 0 ? 0 : grown + 1);
    }

    /** Half-way to where the late ones have been ready, for one that comes at once after the median is as likely as one that comes then. */
    private double second(Typical typical, long moment) {
        double late = typical.late().minus(typical.median()).toMillis() / 2.0;
        return Math.max(settings.secondPoll().toMillis(), Math.min(late, moment * SECOND));
    }

    /** In how many delays, none longer than the bound, so many milliseconds pass. */
    private long steps(long millis) {
        return (long)
                Math.ceil(Math.max(0, millis) / (double) settings.maxInterval().toMillis());
    }

    private Duration delay(double millis, int grown) {
        double bounded = Math.min(
                millis * Math.pow(settings.backoff(), grown),
                settings.maxInterval().toMillis());
        double jitter = 1 + settings.jitter() * (2 * random.getAsDouble() - 1);
        return Duration.ofMillis(Math.max(1, Math.round(bounded * jitter)));
    }
}
