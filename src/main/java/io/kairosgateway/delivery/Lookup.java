package io.kairosgateway.delivery;

import io.kairosgateway.access.AuditEntry;
import io.kairosgateway.access.Owned;
import io.kairosgateway.access.Tenant;
import io.kairosgateway.ledger.Ledger.Found;
import io.kairosgateway.watch.LateTruth;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/** Finds the caller's verification for every answer that is delivered; one that has timed out gets its chance to be decided first. */
@Singleton
class Lookup {

    private final Owned owned;
    private final LateTruth lateTruth;

    Lookup(Owned owned, LateTruth lateTruth) {
        this.owned = owned;
        this.lateTruth = lateTruth;
    }

    /** Fails with the problem to show when there is nothing of the caller's. */
    Uni<Found.Known> find(String id) {
        return revised(owned.find(id));
    }

    /** As {@link #find(String)}, outside the resources, where the caller is not known by itself. */
    Uni<Found.Known> find(String id, Tenant tenant, AuditEntry audit) {
        return revised(owned.find(id, tenant, audit));
    }

    /** @param read may be done twice */
    private Uni<Found.Known> revised(Uni<Found.Known> read) {
        return read.flatMap(known -> lateTruth
                .revise(known.verification())
                .flatMap(revised -> revised ? read : Uni.createFrom().item(known)));
    }
}
