package io.kairosgateway.access;

import io.kairosgateway.ledger.Ledger;
import io.kairosgateway.ledger.Ledger.Count;
import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import io.kairosgateway.settings.GatewaySettings;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerResponse;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How many submits a minute a tenant may make at all replicas together. Every one counts that gets past its key, whatever comes of it; the
 * answers tell what is left (draft-ietf-httpapi-ratelimit-headers).
 */
@Singleton
public class SubmitRate {

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final String POLICY = "\"default\"";

    private final Ledger ledger;
    private final Map<String, Integer> limits = new HashMap<>();

    SubmitRate(Ledger ledger, GatewaySettings settings) {
        this.ledger = ledger;
        settings.tenants()
                .forEach((name, tenant) -> tenant.requestsPerMinute().ifPresent(limit -> limits.put(name, limit)));
    }

    /** Fails with {@link Problem#RATE_LIMITED} when the tenant has to wait; at once when it has no limit. */
    public Uni<Void> admit(Tenant tenant, HttpServerResponse response) {
        Integer limit = limits.get(tenant.name());
        return limit == null
                ? Uni.createFrom().voidItem()
                : ledger.count("submits:" + tenant.name(), limit, WINDOW)
                        .invoke(count -> tell(count, limit, response))
                        .replaceWithVoid();
    }

    private static void tell(Count count, int limit, HttpServerResponse response) {
        if (response.headWritten()) {
            return;
        }
        // On the response itself, because problems are answered elsewhere.
        response.putHeader("RateLimit-Policy", POLICY + ";q=" + limit + ";w=" + WINDOW.toSeconds());
        response.putHeader(
                "RateLimit", POLICY + ";r=" + count.left() + ";t=" + ProblemException.wholeSeconds(count.reset()));
        if (!count.within()) {
            throw new ProblemException(
                    Problem.RATE_LIMITED, "This tenant may submit " + limit + " times a minute.", count.reset());
        }
    }
}
