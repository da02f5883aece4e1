package io.kairosgateway.ledger;

import io.kairosgateway.verification.State;
import io.kairosgateway.verification.Status;
import java.util.Arrays;
import java.util.List;

/** The one rule of what may replace what, for both ledgers. */
final class Conclusion {

    private Conclusion() {}

    /** The statuses that {@code next} may replace: open ones, but not itself, so that nobody is told of a time-out twice. */
    static List<Status> replaceableBy(State.Ended next) {
        return Arrays.stream(Status.values())
                .filter(status -> status.open() && status != next.status())
                .toList();
    }
}
