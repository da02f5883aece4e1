package io.kairosgateway.watch;

import io.kairosgateway.settings.GatewaySettings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/** When to ask next: the first delay, then each longer than the one before up to a bound, all with jitter. */
@Singleton
public class PollSchedule {

    private final GatewaySettings.Watch settings;
    private final DoubleSupplier random;

    @Inject
    PollSchedule(GatewaySettings settings) {
        this(settings.watch(), () -> ThreadLocalRandom.current().nextDouble());
    }

    /** @param random from 0 to below 1 */
    PollSchedule(GatewaySettings.Watch settings, DoubleSupplier random) {
        this.settings = settings;
        this.random = random;
    }

    /** From the submit to the first GET. */
    public Duration first() {
        return after(0);
    }

    /** @param polls how many GETs there have been */
    Duration after(int polls) {
        double millis = settings.firstPoll().toMillis() * Math.pow(settings.backoff(), polls);
        double bounded = Math.min(millis, settings.maxInterval().toMillis());
        double jitter = 1 + settings.jitter() * (2 * random.getAsDouble() - 1);
        return Duration.ofMillis(Math.max(1, Math.round(bounded * jitter)));
    }
}
