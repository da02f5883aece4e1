package io.kairosgateway.ledger;

import io.kairosgateway.verification.Kind;
import io.kairosgateway.verification.LastAnswer;
import io.kairosgateway.verification.State;
import io.kairosgateway.verification.Status;
import io.kairosgateway.verification.TraceParent;
import io.kairosgateway.verification.Verification;
import io.kairosgateway.verification.VerificationId;
import io.vertx.mutiny.redis.client.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A verification as the fields of a hash in Redis: what the scripts need is plain, what Kairos said is sealed. */
final class RedisHash {

    /** What {@link #read} expects, in this order. */
    static final List<String> FIELDS =
            List.of("tenant", "kind", "api_version", "submitted_at", "profile", "status", "state", "answer", "trace");

    /** What {@link #claim} expects, in this order. */
    static final List<String> CLAIM_FIELDS =
            List.of("tenant", "kind", "api_version", "submitted_at", "profile", "polls", "refusals", "trace");

    private final Seal seal;
    private final StateCodec codec = new StateCodec();

    RedisHash(Seal seal) {
        this.seal = seal;
    }

    /** Fields and values in turn, each a String or a byte[]. */
    List<Object> write(Verification verification, LastAnswer receipt) {
        List<Object> fields = new ArrayList<>(List.of(
                "tenant", verification.tenant(),
                "kind", verification.kind().label(),
                "api_version", verification.apiVersion(),
                "submitted_at", verification.submittedAt().toString(),
                "status", verification.status().label(),
                "polls", "0",
                "refusals", "0"));
        if (verification.profile() != null) {
            fields.add("profile");
            fields.add(verification.profile());
        }
        if (verification.trace() != null) {
            fields.add("trace");
            fields.add(verification.trace().value());
        }
        if (verification.state() instanceof State.Ended ended) {
            fields.add("state");
            fields.add(seal(ended, verification.tenant(), verification.id()));
        }
        if (receipt != null) {
            fields.add("receipt");
            fields.add(seal.seal(
                    codec.write(receipt),
                    "receipt",
                    verification.tenant(),
                    verification.id().value()));
        }
        return fields;
    }

    /** What was recorded as the receipt; {@code fields} are the tenant and the sealed one. */
    Optional<LastAnswer> receipt(VerificationId id, Response fields) {
        return fields.get(1) == null
                ? Optional.empty()
                : Optional.of(codec.readAnswer(
                        open(fields.get(1), "receipt", fields.get(0).toString(), id)));
    }

    byte[] seal(State.Ended state, String tenant, VerificationId id) {
        return seal.seal(codec.write(state), "state", tenant, id.value());
    }

    byte[] seal(LastAnswer answer, String tenant, VerificationId id) {
        return seal.seal(codec.write(answer), "answer", tenant, id.value());
    }

    /** @throws SealBrokenException when the plain fields and the sealed ones do not belong together, or these do not open */
    Ledger.Found.Known read(VerificationId id, Response fields) {
        String tenant = fields.get(0).toString();
        String status = fields.get(5).toString();
        State state = status.equals(Status.PROCESSING.label())
                ? new State.Processing()
                : codec.readState(open(fields.get(6), "state", tenant, id));
        if (!state.status().label().equals(status)) {
            throw new SealBrokenException("the status beside it is another");
        }
        LastAnswer last = fields.get(7) == null ? null : codec.readAnswer(open(fields.get(7), "answer", tenant, id));
        return new Ledger.Found.Known(verification(id, fields, state, fields.get(8)), last);
    }

    Ledger.Claim claim(long fence, VerificationId id, Response fields) {
        return new Ledger.Claim(
                verification(id, fields, new State.Processing(), fields.get(7)),
                fields.get(5).toInteger(),
                fields.get(6).toInteger(),
                fence);
    }

    private static Verification verification(VerificationId id, Response fields, State state, Response trace) {
        return new Verification(
                id,
                fields.get(0).toString(),
                Kind.parse(fields.get(1).toString()).orElseThrow(),
                fields.get(2).toString(),
                fields.get(4) == null ? null : fields.get(4).toString(),
                Instant.parse(fields.get(3).toString()),
                state,
                // Written by whoever can write to Redis: what is none is nothing.
                trace == null ? null : TraceParent.parse(trace.toString()).orElse(null));
    }

    private byte[] open(Response sealed, String field, String tenant, VerificationId id) {
        if (sealed == null) {
            throw new SealBrokenException("missing");
        }
        return seal.open(sealed.toBytes(), field, tenant, id.value());
    }
}
