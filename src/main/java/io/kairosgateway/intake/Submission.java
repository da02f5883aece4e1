package io.kairosgateway.intake;

import io.kairosgateway.access.Tenant;
import io.kairosgateway.kairos.KairosAnswer;
import io.kairosgateway.kairos.KairosReply;
import io.kairosgateway.verification.Kind;
import io.kairosgateway.verification.State;
import io.kairosgateway.verification.TraceParent;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.verification.VerificationId;
import java.time.Instant;
import java.util.Optional;

/**
 * An upload that Kairos has answered.
 *
 * @param answer what it said
 * @param reply what that means
 * @param verification what came of it, nothing when Kairos did not take it
 */
record Submission(KairosAnswer answer, KairosReply reply, Optional<Verification> verification) implements Outcome {

    static Submission of(
            Tenant tenant,
            Kind kind,
            String apiVersion,
            String profile,
            Instant at,
            KairosAnswer answer,
            KairosReply reply,
            TraceParent trace) {
        return new Submission(
                answer,
                reply,
                begun(reply, at)
                        .map(begun -> new Verification(
                                begun.id(), tenant.name(), kind, apiVersion, profile, at, begun.state(), trace)));
    }

    private record Begun(VerificationId id, State state) {}

    private static Optional<Begun> begun(KairosReply reply, Instant at) {
        if (reply instanceof KairosReply.Accepted accepted) {
            return Optional.of(new Begun(accepted.id(), new State.Processing()));
        }
        if (reply instanceof KairosReply.Decided decided) {
            return Optional.of(new Begun(decided.id(), new State.Decided(decided.decision(), at)));
        }
        if (reply instanceof KairosReply.Unreadable unreadable) {
            return Optional.of(new Begun(unreadable.id(), new State.Failed(at, unreadable.json())));
        }
        return Optional.empty();
    }
}
