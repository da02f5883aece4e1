package io.kairosgateway.verification;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a decision comes to. Kairos names no overall verdict, so this is the one place that draws it. */
public enum Verdict {
    APPROVED(Status.APPROVED),
    REVIEW(Status.REVIEW),
    REJECTED(Status.REJECTED);

    /** Details with these decisions stand in nobody's way; the set of decisions is open, and an unknown one is looked at by a human. */
    private static final Set<String> HARMLESS = Set.of("warning", "accept", "approve");

    private final Status status;

    Verdict(Status status) {
        this.status = status;
    }

    public Status status() {
        return status;
    }

    /**
     * Any {@code reject} rejects, else any {@code review} is for a human, else approved.
     *
     * @param doubtful whether a piece of the decision was there but could not be read: then it is never approved
     */
    public static Verdict of(List<Reason> reasons, Scores scores, boolean doubtful) {
        if (positive(scores.reject())
                || reasons.stream().anyMatch(reason -> decision(reason).equals("reject"))) {
            return REJECTED;
        }
        boolean harmless = reasons.stream().allMatch(reason -> HARMLESS.contains(decision(reason)));
        return positive(scores.review()) || !harmless || doubtful ? REVIEW : APPROVED;
    }

    private static boolean positive(Double score) {
        return score != null && score > 0;
    }

    private static String decision(Reason reason) {
        return reason.decision() == null ? "" : reason.decision().strip().toLowerCase(Locale.ROOT);
    }
}
