package io.kairosgateway.watch;

import io.kairosgateway.access.Owned;
import io.kairosgateway.access.Tenant;
import io.kairosgateway.access.Tenants;
import io.kairosgateway.kairos.KairosReply;
import io.kairosgateway.kairos.KairosResults;
import io.kairosgateway.kairos.KairosResults.Asked;
import io.kairosgateway.problem.Problem;
import io.kairosgateway.tracing.PollTrace;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.verification.VerificationId;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Asks Kairos about a verification, with the credentials and at the version it was submitted with. */
@Singleton
class Inquiry {

    private final Tenants tenants;
    private final KairosResults results;
    private final Owned owned;

    Inquiry(Tenants tenants, KairosResults results, Owned owned) {
        this.tenants = tenants;
        this.results = results;
        this.owned = owned;
    }

    /** Never fails, as {@link KairosResults#ask} does not. */
    Uni<Asked> about(Verification verification, PollTrace trace) {
        Optional<Tenant> tenant = tenants.named(verification.tenant());
        return asked(tenant, verification, trace).invoke(asked -> trace.result(WatchMeters.result(asked.reply())));
    }

    private Uni<Asked> asked(Optional<Tenant> tenant, Verification verification, PollTrace trace) {
        if (tenant.isEmpty()) {
            Log.warnf(
                    "tenant is no longer configured tenant=%s verification=%s",
                    verification.tenant(), verification.id());
            return Uni.createFrom()
                    .item(new Asked(new KairosReply.Unavailable(Problem.KAIROS_CREDENTIALS, null), null));
        }
        return results.ask(
                        tenant.get().kairos(), verification.apiVersion(), verification.kind(), verification.id(), trace)
                .flatMap(asked -> nobodyElses(verification, asked));
    }

    /** A result under another id may be taken, but never when that is the id of another verification, whoever it belongs to. */
    private Uni<Asked> nobodyElses(Verification verification, Asked asked) {
        VerificationId other = asked.reply() instanceof KairosReply.Decided decided ? decided.id() : null;
        if (other == null || other.equals(verification.id())) {
            return Uni.createFrom().item(asked);
        }
        return owned.nobodys(other)
                .map(nobodys -> nobodys ? asked : Asked.foreign())
                .onFailure()
                .recoverWithItem(Asked.foreign());
    }
}
