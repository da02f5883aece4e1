package io.kairosgateway.problem;

import java.time.Duration;
import java.util.Map;

/** Carries a problem to the HTTP edge; it has no stack trace, because it is an answer and not a fault. */
public class ProblemException extends RuntimeException {

    private final Problem problem;
    private final Duration retryAfter;
    private final transient Particulars particulars;

    /** @param detail a sentence for the caller; never text of Kairos, an address, or anything out of the body but a part's name */
    public ProblemException(Problem problem, String detail) {
        this(problem, detail, (Duration) null);
    }

    /** @param retryAfter when to try again, or null */
    public ProblemException(Problem problem, String detail, Duration retryAfter) {
        this(problem, detail, retryAfter, Particulars.NONE);
    }

    public ProblemException(Problem problem, String detail, Particulars particulars) {
        this(problem, detail, null, particulars);
    }

    private ProblemException(Problem problem, String detail, Duration retryAfter, Particulars particulars) {
        super(detail, null, false, false);
        this.problem = problem;
        this.retryAfter = retryAfter;
        this.particulars = particulars;
    }

    /** As headers tell durations: never too short, and never zero. */
    public static long wholeSeconds(Duration duration) {
        return Math.max(1, duration.plusMillis(999).toSeconds());
    }

    /** What goes with the answer besides its body, by the header's name. */
    Map<String, String> headers() {
        if (problem == Problem.UNAUTHENTICATED) {
            return Map.of("WWW-Authenticate", "Bearer");
        }
        return retryAfter == null ? Map.of() : Map.of("Retry-After", String.valueOf(wholeSeconds(retryAfter)));
    }

    public Problem problem() {
        return problem;
    }

    Particulars particulars() {
        return particulars;
    }

    public Duration retryAfter() {
        return retryAfter;
    }
}
