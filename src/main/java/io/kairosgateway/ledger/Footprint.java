package io.kairosgateway.ledger;

import io.kairosgateway.verification.Decision;
import io.kairosgateway.verification.LastAnswer;
import io.kairosgateway.verification.Reason;
import io.kairosgateway.verification.State;
import io.kairosgateway.verification.Verification;

/** How many bytes of the heap values take, about: rather too many than too few. */
final class Footprint {

    /** A hold, its names, and its places in two maps. */
    static final long HOLD = 640;

    /** An owner and its place in a map. */
    static final long OWNER = 256;

    /** A verification, what is known of its polls, and its places in maps and queues. */
    private static final long VERIFICATION = 768;

    private static final long REASON = 128;
    private static final long STRING = 48;

    private Footprint() {}

    static long of(Verification verification) {
        return VERIFICATION + of(verification.profile()) + of(verification.state());
    }

    static long of(State state) {
        if (state instanceof State.Decided decided) {
            return of(decided.decision());
        }
        return state instanceof State.Failed failed ? of(failed.result()) : 0;
    }

    static long of(LastAnswer answer) {
        return answer == null ? 0 : STRING + of(answer.contentType()) + of(answer.body());
    }

    private static long of(Decision decision) {
        long bytes = of(decision.result());
        for (Reason reason : decision.reasons()) {
            bytes += REASON + of(reason.code()) + of(reason.decision()) + of(reason.description());
        }
        return bytes;
    }

    /** A string takes one byte for each character when all of them are Latin-1, else two. */
    private static long of(String string) {
        if (string == null) {
            return 0;
        }
        for (int i = 0; i < string.length(); i++) {
            if (string.charAt(i) > 0xff) {
                return STRING + 2L * string.length();
            }
        }
        return STRING + string.length();
    }
}
