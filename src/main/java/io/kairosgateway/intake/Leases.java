package io.kairosgateway.intake;

import io.kairosgateway.settings.GatewaySettings;
import java.time.Duration;

/**
 * How long a {@link io.kairosgateway.ledger.Hold} may stay in its two stages before its holder is taken for dead: longer than a living one
 * can need, by a margin for what is between the timers.
 *
 * @param upload from the reservation to the commit
 * @param answer from the commit to the record
 */
record Leases(Duration upload, Duration answer) {

    private static final Duration MARGIN = Duration.ofSeconds(5);

    static Leases of(GatewaySettings settings) {
        Duration step = MARGIN.plus(settings.ledger().timeout());
        return new Leases(
                settings.kairos()
                        .connectTimeout()
                        .plus(settings.intake().totalTimeout())
                        .plus(step),
                settings.kairos().answerTimeout().plus(step));
    }

    /** A hold that were forgotten in the middle would look lost. */
    Duration atLeast(Duration memory) {
        Duration both = upload.plus(answer);
        return memory.compareTo(both) > 0 ? memory : both;
    }
}
