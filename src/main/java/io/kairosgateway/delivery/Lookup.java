package io.kairosgateway.delivery;

import io.kairosgateway.access.Owned;
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
        return owned.find(id)
                .flatMap(known -> lateTruth
                        .revise(known.verification())
                        .flatMap(revised ->
                                revised ? owned.find(id) : Uni.createFrom().item(known)));
    }
}
