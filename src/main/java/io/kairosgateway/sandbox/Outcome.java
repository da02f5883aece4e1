package io.kairosgateway.sandbox;

import java.util.Arrays;
import java.util.Optional;

/** What the simulator decides, mildest first. */
enum Outcome {
    APPROVE(0.98, 0.9312),
    REVIEW(0.45, 0.4803),
    REJECT(0.02, 0.1565);

    /** The score of a selfie with this outcome, 0 to 1. */
    final double liveness;

    /** The confidence that two faces are one person's, 0 to 1. */
    final double faceMatch;

    Outcome(double liveness, double faceMatch) {
        this.liveness = liveness;
        this.faceMatch = faceMatch;
    }

    static Optional<Outcome> parse(String word) {
        return Arrays.stream(values())
                .filter(outcome -> outcome.name().equalsIgnoreCase(word))
                .findFirst();
    }

    Outcome orWorse(Outcome other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
