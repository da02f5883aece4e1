package io.kairosgateway.access;

import io.kairosgateway.ledger.Ledger;
import io.kairosgateway.ledger.Ledger.Found;
import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import io.kairosgateway.verification.VerificationId;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/** Lets a caller see its own verifications only; another's id and an id that never was are answered alike. */
@Singleton
public class Owned {

    private final Ledger ledger;
    private final Caller caller;

    Owned(Ledger ledger, Caller caller) {
        this.ledger = ledger;
        this.caller = caller;
    }

    /** The caller's verification, or a failure with the problem to show. */
    public Uni<Found.Known> find(String id) {
        return find(id, caller.tenant(), caller.audit());
    }

    /** The verification of {@code tenant}, or a failure with the problem to show. */
    public Uni<Found.Known> find(String id, Tenant tenant, AuditEntry audit) {
        return Uni.createFrom()
                .item(() -> VerificationId.parse(id).orElseThrow(Owned::unknown))
                .flatMap(known -> find(tenant.name(), known))
                .invoke(known -> audit.kind(known.verification().kind()));
    }

    Uni<Found.Known> find(String tenant, VerificationId id) {
        return ledger.find(id).map(found -> owned(found, tenant));
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

    /** The one answer for an id that is not the caller's, whatever else it is. */
    public static ProblemException unknown() {
        return new ProblemException(Problem.VERIFICATION_NOT_FOUND, "No verification of yours has this id.");
    }
}
