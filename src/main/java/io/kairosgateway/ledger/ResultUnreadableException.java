package io.kairosgateway.ledger;

import io.kairosgateway.problem.Problem;

/** What the ledger holds of a verification does not open here, and will not at the next try either. */
final class ResultUnreadableException extends LedgerUnavailableException {

    ResultUnreadableException() {
        super(
                Problem.RESULT_UNREADABLE,
                "What is kept of the verification cannot be opened; give the request_id to the operator.",
                null);
    }
}
