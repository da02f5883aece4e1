package io.kairosgateway.watch;

import io.kairosgateway.kairos.KairosReply;
import io.kairosgateway.kairos.KairosResults.Asked;
import io.kairosgateway.ledger.Ledger.Claim;
import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.verification.Verification;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * When to ask next. The first GET is due when decisions of this kind and profile have lately been ready; the second soon after it, and
 * from there each delay is longer than the one before, up to a bound and with jitter. While nothing is learned, the delays begin at
 * {@code gateway.watch.first-poll}.
 */
@Singleton
public class PollSchedule {

    /** Of a latency that has been learned, the second GET comes this share later. */
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
        return learned(verification).orElseGet(() -> delay(settings.firstPoll().toMillis(), 0));
    }

    /** From a GET without a decision to the next: Kairos' own wish, where that is longer than the schedule's delay. */
    Duration after(Claim claim, Asked asked) {
        Duration scheduled = after(claim.verification(), claim.polls() + 1);
        Duration wish = asked.reply() instanceof KairosReply.Unavailable unavailable
                ? unavailable.retryAfter()
                : asked.answer() == null ? null : asked.answer().retryAfter();
        return wish != null && wish.compareTo(scheduled) > 0 ? wish : scheduled;
    }

    /** @param polls how many GETs there have been, one at least */
    Duration after(Verification verification, int polls) {
        return learned(verification)
                .map(first -> delay(Math.max(settings.secondPoll().toMillis(), first.toMillis() * SECOND), polls - 1))
                .orElseGet(() -> delay(settings.firstPoll().toMillis(), polls));
    }

    private Optional<Duration> learned(Verification verification) {
        return latencies
                .typical(verification)
                .map(typical -> typical.compareTo(settings.minFirstPoll()) < 0 ? settings.minFirstPoll() : typical)
                .map(typical -> typical.compareTo(settings.maxFirstPoll()) > 0 ? settings.maxFirstPoll() : typical);
    }

    private Duration delay(double millis, int grown) {
        double bounded = Math.min(
                millis * Math.pow(settings.backoff(), grown),
                settings.maxInterval().toMillis());
        double jitter = 1 + settings.jitter() * (2 * random.getAsDouble() - 1);
        return Duration.ofMillis(Math.max(1, Math.round(bounded * jitter)));
    }
}
