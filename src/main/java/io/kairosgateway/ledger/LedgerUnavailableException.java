package io.kairosgateway.ledger;

import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import java.time.Duration;

/** The ledger cannot be reached, so what it holds is not known: never a reason to guess. */
public class LedgerUnavailableException extends ProblemException {

    public LedgerUnavailableException() {
        super(
                Problem.LEDGER_UNAVAILABLE,
                "The gateway cannot reach its store; nothing is lost, ask again.",
                Duration.ofSeconds(2));
    }

    LedgerUnavailableException(Problem problem, String detail, Duration retryAfter) {
        super(problem, detail, retryAfter);
    }
}
