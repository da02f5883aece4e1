package io.kairosgateway.ops;

import io.kairosgateway.ledger.Ledger;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether the ledger is whole, beside the readiness and always up: without Redis a replica still takes uploads, and no other has it either. */
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
                        .up()
                        .withData("state", ledger.degraded() ? "degraded" : "whole")
                        .withData("owed", ledger.owed())
                        .build());
    }
}
