package io.kairosgateway.access;

import io.kairosgateway.ledger.Ledger;
import io.kairosgateway.ledger.Ledger.Found;
import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import io.kairosgateway.verification.LastAnswer;
import io.kairosgateway.verification.VerificationId;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Lets a caller see its own verifications only; another's id and an id that never was are answered alike. Owners are compared here and nowhere
 * else: every read, wait, replay and stream passes, inside the gateway as well, because Kairos may give an upload the id of another tenant's.
 */
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

    /** Whether there is no verification with this id, and has been none, of any tenant. */
    public Uni<Boolean> nobodys(VerificationId id) {
        return ledger.find(id).map(Found.Unknown.class::isInstance);
    }

    /** What Kairos answered to the upload of this verification of {@code tenant}, when that was recorded. */
    public Uni<Optional<LastAnswer>> receipt(String tenant, VerificationId id) {
        return find(tenant, id).flatMap(known -> ledger.receipt(id));
    }

    private static Found.Known owned(Found found, String tenant) {
        refusal(found, tenant).ifPresent(refused -> {
            throw refused;
        });
        return (Found.Known) found;
    }

    /** Why {@code tenant} may not see what was found; empty when it may. */
    public static Optional<ProblemException> refusal(Found found, String tenant) {
        if (found instanceof Found.Known known && known.verification().tenant().equals(tenant)) {
            return Optional.empty();
        }
        return Optional.of(
                found instanceof Found.Forgotten forgotten && forgotten.tenant().equals(tenant)
                        ? new ProblemException(Problem.GONE, "Its result is no longer kept.")
                        : unknown());
    }

    /** The one answer for an id that is not the caller's, whatever else it is. */
    public static ProblemException unknown() {
        return new ProblemException(Problem.VERIFICATION_NOT_FOUND, "No verification of yours has this id.");
    }
}
