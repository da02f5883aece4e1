package io.kairosgateway.intake;

import io.kairosgateway.access.AuditEntry;
import io.kairosgateway.access.Caller;
import io.kairosgateway.access.ClientToken;
import io.kairosgateway.access.SubmitRate;
import io.kairosgateway.access.Tenant;
import io.kairosgateway.ledger.EventLoopOf;
import io.kairosgateway.ledger.Hold;
import io.kairosgateway.ledger.Hold.Fate;
import io.kairosgateway.ledger.Hold.Reserved;
import io.kairosgateway.ledger.Ledger;
import io.kairosgateway.problem.KairosHas;
import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import io.kairosgateway.settings.GatewaySettings;
import io.kairosgateway.tracing.RequestTrace;
import io.kairosgateway.verification.Kind;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Has an upload happen once. A submit token is good for one, and so is an {@code Idempotency-Key}: its {@link Hold} is taken before a byte is
 * read, by one replica, and given back when Kairos surely has nothing of the upload. A token that comes with a key is held itself, and the key
 * tells a repetition of its one request from another use of it.
 */
@Singleton
class Once {

    private static final Duration BRIEFLY = Duration.ofSeconds(1);

    private final Intake intake;
    private final Ledger ledger;
    private final SubmitRate rate;
    private final Leases leases;
    private final Duration memory;

    Once(Intake intake, Ledger ledger, SubmitRate rate, GatewaySettings settings) {
        this.intake = intake;
        this.ledger = ledger;
        this.rate = rate;
        this.leases = Leases.of(settings);
        this.memory = settings.intake().idempotencyTtl();
    }

    /** Fails with the {@link Problem} to show, without a byte read when the upload has happened or is happening already. */
    Uni<Outcome> submit(RoutingContext context, Caller caller, Kind kind, String apiVersion) {
        return hold(context, caller, kind)
                .map(hold -> held(hold, context, caller, kind, apiVersion))
                .orElseGet(() ->
                        first(null, context, caller.tenant(), kind, apiVersion).map(submission -> submission))
                .invoke(outcome -> note(outcome, context))
                // Framing has answered, and the framework would log that it cannot answer again.
                .onFailure(cause -> context.response().ended())
                .recoverWithUni(Uni.createFrom().nothing());
    }

    private static void note(Outcome outcome, RoutingContext context) {
        AuditEntry audit = AuditEntry.of(context);
        if (outcome instanceof Outcome.Repeat repeat) {
            audit.verification(repeat.id());
        } else if (outcome instanceof Submission submission) {
            submission.verification().ifPresent(begun -> {
                audit.verification(begun.id());
                RequestTrace.of(context).concerns(begun);
            });
        }
    }

    private Optional<Hold> hold(RoutingContext context, Caller caller, Kind kind) {
        Optional<IdempotencyKey> key = IdempotencyKey.of(
                context.request().headers().getAll(IdempotencyKey.HEADER),
                caller.tenant().name());
        if (caller.token().isEmpty()) {
            return key.map(own -> Hold.on("key:" + own.hash(), kind.label(), leases.atLeast(memory)));
        }
        ClientToken token = caller.token().get();
        return Optional.of(Hold.on(
                token.holdName(),
                key.map(IdempotencyKey::hash).orElse(""),
                leases.atLeast(token.memory(Instant.now()))));
    }

    private Uni<Outcome> held(Hold hold, RoutingContext context, Caller caller, Kind kind, String apiVersion) {
        Tenant tenant = caller.tenant();
        boolean token = caller.token().isPresent();
        return ledger.reserve(hold, leases.upload())
                .emitOn(EventLoopOf.thisRequest())
                .flatMap(reserved -> reserved instanceof Reserved.Taken taken
                        ? Uni.createFrom().item(() -> repeat(taken, hold, token))
                        : Uni.createFrom()
                                .deferred(() -> first(hold, context, tenant, kind, apiVersion))
                                .call(submission -> settle(hold, submission, context))
                                .onFailure()
                                .call(failed -> leave(hold, context))
                                .map(submission -> submission));
    }

    /** After the reservation, for a repetition costs nothing and does not count. */
    private Uni<Submission> first(Hold hold, RoutingContext context, Tenant tenant, Kind kind, String apiVersion) {
        return rate.admit(tenant, context.response())
                .emitOn(EventLoopOf.thisRequest())
                .flatMap(admitted -> intake.submit(context, tenant, kind, apiVersion, hold));
    }

    private static Outcome repeat(Reserved.Taken taken, Hold hold, boolean token) {
        boolean same = hold.repeatable() && taken.fingerprint().equals(hold.fingerprint());
        if (!same && token) {
            throw new ProblemException(Problem.TOKEN_USED, "Ask your backend for a new token.");
        }
        if (!same) {
            throw new ProblemException(
                    Problem.IDEMPOTENCY_KEY_REUSED, "The first request with this key was of another kind.");
        }
        if (taken.fate() instanceof Fate.Bound bound) {
            return new Outcome.Repeat(bound.id());
        }
        throw taken.fate() instanceof Fate.InFlight
                ? new ProblemException(Problem.IDEMPOTENCY_IN_FLIGHT, "Ask again with the same key.", BRIEFLY)
                : new ProblemException(
                        Problem.OUTCOME_UNKNOWN,
                        "Kairos may have the upload of the first request; to submit it again all the same, use a new key.");
    }

    /** What is recorded has been bound with the record. */
    private Uni<Void> settle(Hold hold, Submission submission, RoutingContext context) {
        return submission.verification().isPresent() ? Uni.createFrom().voidItem() : leave(hold, context);
    }

    /** A ledger that does not hear of it finds out by itself, when the lease has lapsed. */
    private Uni<Void> leave(Hold hold, RoutingContext context) {
        boolean inDoubt = KairosHas.of(context) == KairosHas.THE_WHOLE;
        return (inDoubt ? ledger.doubt(hold) : ledger.release(hold)).onFailure().recoverWithNull();
    }
}
