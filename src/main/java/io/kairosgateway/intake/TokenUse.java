package io.kairosgateway.intake;

import io.kairosgateway.access.ClientToken;
import io.kairosgateway.ledger.Ledger;
import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * The one upload that a submit token is good for. It is taken before a byte is read, by one replica; given back when Kairos surely has
 * nothing of it; and bound to the verification that came of it, which the token may then watch.
 *
 * <pre>
 *   free ──reserve──▶ taken ──recorded──▶ bound
 *    ▲                 │  └──Kairos has it all, and what became of it is not known──▶ stays taken
 *    └─────release─────┘
 * </pre>
 */
@Singleton
class TokenUse {

    private static final int BIND_RETRIES = 1;

    private final Ledger ledger;

    TokenUse(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Fails with {@link Problem#TOKEN_USED} without a byte read, or as {@code upload} does. */
    Uni<Submission> spend(ClientToken token, RoutingContext context, Supplier<Uni<Submission>> upload) {
        Context eventLoop = Vertx.currentContext();
        return ledger.reserve(token.id(), token.memory(Instant.now()))
                // The request belongs to its event loop, and a ledger may answer on any thread.
                .emitOn(command -> eventLoop.runOnContext(now -> command.run()))
                .invoke(first -> {
                    if (!first) {
                        throw new ProblemException(Problem.TOKEN_USED, "Ask your backend for a new token.");
                    }
                })
                .flatMap(first -> Uni.createFrom()
                        .deferred(upload::get)
                        .call(submission -> settle(token, submission, context))
                        .onFailure(failed -> !Intake.mayBeWhole(context))
                        .call(failed -> release(token)));
    }

    private Uni<Void> settle(ClientToken token, Submission submission, RoutingContext context) {
        if (submission.verification().isPresent()) {
            return ledger.bind(token.id(), submission.verification().get().id())
                    .onFailure()
                    .retry()
                    .withBackOff(Duration.ofMillis(200))
                    .atMost(BIND_RETRIES)
                    // It is submitted; the answer must not be lost because the token cannot watch it.
                    .onFailure()
                    .recoverWithNull();
        }
        return submission.refused() || !Intake.mayBeWhole(context)
                ? release(token)
                : Uni.createFrom().voidItem();
    }

    /** One that cannot be given back stays taken, which costs a new token and no money. */
    private Uni<Void> release(ClientToken token) {
        return ledger.release(token.id()).onFailure().recoverWithNull();
    }
}
