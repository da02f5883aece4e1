package io.kairosgateway.kairos;

import io.kairosgateway.settings.GatewaySettings;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.faulttolerance.api.Guard;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpClientRequest;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.util.TypeLiteral;
import jakarta.inject.Singleton;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;

/**
 * The guards around what is asked of Kairos, built from the one settings tree. How many GETs are under way is limited outside of their breaker, so
 * that a replica which is busy itself neither tries again nor takes Kairos for failing.
 */
final class Guards {

    static final TypeLiteral<Uni<KairosResults.Asked>> ASKED = new TypeLiteral<>() {};
    static final TypeLiteral<CompletionStage<HttpClientRequest>> CONNECTED = new TypeLiteral<>() {};

    /** Then trying again at once is in vain, or against Kairos' wish. */
    private static boolean askedToWait(Throwable fault) {
        return fault instanceof CircuitBreakerOpenException
                || fault instanceof KairosResults.Faulty faulty
                        && faulty.asked().answer().retryAfter() != null;
    }

    /** Whether it is this replica's own, and so says nothing of Kairos. */
    static boolean local(Throwable fault) {
        return fault instanceof BulkheadException
                || fault instanceof KairosGets.Lost lost && Attempts.local(lost.getCause());
    }

    @Produces
    @Singleton
    @Identifier("kairos-results")
    static Guard results(GatewaySettings settings, Breakers breakers) {
        GatewaySettings.Kairos.Guards guards = settings.kairos().guards();
        return Guard.create()
                .withDescription("kairos-results")
                .withRetry()
                .maxRetries(guards.retries())
                .delay(guards.retryDelay().toMillis(), ChronoUnit.MILLIS)
                .jitter(guards.retryDelay().toMillis() / 3, ChronoUnit.MILLIS)
                .whenException(fault -> !askedToWait(fault) && !local(fault))
                .withExponentialBackoff()
                .done()
                .done()
                .withCircuitBreaker()
                .requestVolumeThreshold(guards.breakerWindow())
                .failureRatio(guards.breakerFailureRatio())
                .delay(guards.breakerDelay().toMillis(), ChronoUnit.MILLIS)
                .when(fault -> !local(fault))
                .onStateChange(breakers.results()::is)
                .done()
                .build();
    }

    @Produces
    @Singleton
    @Identifier("kairos-results-at-once")
    static Guard resultsAtOnce(GatewaySettings settings) {
        int concurrency = settings.kairos().guards().concurrency();
        return Guard.create()
                .withDescription("kairos-results-at-once")
                .withBulkhead()
                .limit(concurrency)
                .queueSize(concurrency)
                .done()
                .build();
    }

    /** Around the opening of a connection alone: a guard would keep the end of its caller from an upload that is under way. */
    @Produces
    @Singleton
    @Identifier("kairos-uploads")
    static Guard uploads(GatewaySettings settings, Breakers breakers) {
        GatewaySettings.Kairos.Guards guards = settings.kairos().guards();
        return Guard.create()
                .withDescription("kairos-uploads")
                .withCircuitBreaker()
                .requestVolumeThreshold(guards.breakerWindow())
                .failureRatio(guards.breakerFailureRatio())
                .delay(guards.breakerDelay().toMillis(), ChronoUnit.MILLIS)
                .when(Attempts::unreachable)
                .onStateChange(breakers.uploads()::is)
                .done()
                .build();
    }
}
