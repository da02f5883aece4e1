package io.kairosgateway.verification;

import java.time.Instant;

/**
 * One verification, from the moment that Kairos accepted it.
 *
 * @param tenant the name of the tenant that submitted it
 * @param apiVersion the version of Kairos' API that it was submitted to, such as {@code v0.1}, and is asked for at
 * @param profile what the submit named, null when it named none
 * @param trace where the submit is traced, null when it is not
 */
public record Verification(
        VerificationId id,
        String tenant,
        Kind kind,
        String apiVersion,
        String profile,
        Instant submittedAt,
        State state,
        TraceParent trace) {

    /** One that is not traced. */
    public Verification(
            VerificationId id,
            String tenant,
            Kind kind,
            String apiVersion,
            String profile,
            Instant submittedAt,
            State state) {
        this(id, tenant, kind, apiVersion, profile, submittedAt, state, null);
    }

    /** One that was submitted without a profile. */
    public Verification(
            VerificationId id, String tenant, Kind kind, String apiVersion, Instant submittedAt, State state) {
        this(id, tenant, kind, apiVersion, null, submittedAt, state);
    }

    /** Whether both came of one upload, whatever has become of it since. */
    public boolean sameUpload(Verification other) {
        return id.equals(other.id)
                && tenant.equals(other.tenant)
                && kind == other.kind
                && submittedAt.equals(other.submittedAt);
    }

    public Status status() {
        return state.status();
    }

    public Verification with(State next) {
        return new Verification(id, tenant, kind, apiVersion, profile, submittedAt, next, trace);
    }
}
