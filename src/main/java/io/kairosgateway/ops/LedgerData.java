package io.kairosgateway.ops;

import io.kairosgateway.ledger.Ledger;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Whether the ledger is whole. It holds back the readiness until it has once done all that is asked of it, so that a rollout with a wrong
 * address, password or set of rights ends at the first replica; from then on it does not: without Redis a replica still takes uploads, and no
 * other has it either.
 */
@Singleton
@Readiness
class LedgerData implements AsyncHealthCheck {

    private final Ledger ledger;

    LedgerData(Ledger ledger) {
        this.ledger = ledger;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom()
                .item(() -> HealthCheckResponse.named("ledger")
                        .status(ledger.proved())
                        .withData("state", state())
                        .withData("owed", ledger.owed())
                        .build());
    }

    private String state() {
        if (!ledger.proved()) {
            return "unproved";
        }
        return ledger.degraded() ? "degraded" : ledger.deaf() ? "deaf" : "whole";
    }
}
