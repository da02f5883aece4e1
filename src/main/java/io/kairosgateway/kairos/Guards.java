package io.kairosgateway.kairos;

import io.kairosgateway.settings.GatewaySettings;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.faulttolerance.api.Guard;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.util.TypeLiteral;
import jakarta.inject.Singleton;
import java.time.temporal.ChronoUnit;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;

/** The guards around the GETs, built from the one settings tree. */
final class Guards {

    static final TypeLiteral<Uni<KairosResults.Asked>> ASKED = new TypeLiteral<>() {};

    /** Then trying again at once is in vain, or against Kairos' wish. */
    private static boolean askedToWait(Throwable fault) {
        return fault instanceof CircuitBreakerOpenException
                || fault instanceof KairosResults.Faulty faulty
                        && faulty.asked().answer().retryAfter() != null;
    }

    @Produces
    @Singleton
    @Identifier("kairos-results")
    static Guard results(GatewaySettings settings, Breaker breaker) {
        GatewaySettings.Kairos.Guards guards = settings.kairos().guards();
        return Guard.create()
                .withDescription("kairos-results")
                .withRetry()
                .maxRetries(guards.retries())
                .delay(guards.retryDelay().toMillis(), ChronoUnit.MILLIS)
                .jitter(guards.retryDelay().toMillis() / 3, ChronoUnit.MILLIS)
                .whenException(fault -> !askedToWait(fault))
                .withExponentialBackoff()
                .done()
                .done()
                .withCircuitBreaker()
                .requestVolumeThreshold(guards.breakerWindow())
                .failureRatio(guards.breakerFailureRatio())
                .delay(guards.breakerDelay().toMillis(), ChronoUnit.MILLIS)
                .onStateChange(breaker::is)
                .done()
                .withBulkhead()
                .limit(guards.concurrency())
                .queueSize(guards.concurrency())
                .done()
                .build();
    }
}
