package io.kairosgateway.verification;

import java.util.List;

/**
 * Kairos' decision, read.
 *
 * @param result Kairos' body as it came, JSON in UTF-8
 */
public record Decision(Verdict verdict, List<Reason> reasons, Scores scores, String result) {

    public Decision {
        reasons = List.copyOf(reasons);
    }

    @Override
    public String toString() {
        return "Decision[verdict=" + verdict + ", reasons=" + reasons.size() + "]";
    }
}
