package io.kairosgateway.delivery;

import io.kairosgateway.access.Caller;
import io.kairosgateway.access.Tenant;
import io.kairosgateway.ledger.Ledger;
import io.kairosgateway.ledger.Ledger.Found;
import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import io.kairosgateway.verification.VerificationId;
import io.kairosgateway.watch.LateTruth;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/** Lets a caller see its own verifications only; another's id and an id that never was are answered alike. */
@Singleton
class Owned {

    private final Ledger ledger;
    private final Caller caller;
    private final LateTruth lateTruth;

    Owned(Ledger ledger, Caller caller, LateTruth lateTruth) {
        this.ledger = ledger;
        this.caller = caller;
        this.lateTruth = lateTruth;
    }

    /** The caller's verification, or a failure with the problem to show. */
    Uni<Found.Known> find(String id) {
        Tenant tenant = caller.tenant();
        return Uni.createFrom()
                .item(() -> VerificationId.parse(id).orElseThrow(Owned::unknown))
                .flatMap(ledger::find)
                .map(found -> owned(found, tenant.name()))
                .flatMap(known -> lateTruth
                        .revise(known.verification())
                        .flatMap(revised -> revised
                                ? ledger.find(known.verification().id()).map(found -> owned(found, tenant.name()))
                                : Uni.createFrom().item(known)));
    }

    private static Found.Known owned(Found found, String tenant) {
        if (found instanceof Found.Known known && known.verification().tenant().equals(tenant)) {
            return known;
        }
        if (found instanceof Found.Forgotten forgotten && forgotten.tenant().equals(tenant)) {
            throw new ProblemException(Problem.GONE, "Its result is no longer kept.");
        }
        throw unknown();
    }

    private static ProblemException unknown() {
        return new ProblemException(Problem.VERIFICATION_NOT_FOUND, "No verification of yours has this id.");
    }
}
