package io.kairosgateway.ledger;

import io.kairosgateway.problem.Problem;
import java.time.Duration;

/** The ledger has no room for another upload, and drops none that it has for it. */
final class StoreFullException extends LedgerUnavailableException {

    StoreFullException() {
        super(
                Problem.OVERLOADED,
                "The gateway's store has no room for another upload at the moment.",
                Duration.ofSeconds(10));
    }
}
