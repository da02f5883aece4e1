package io.kairosgateway.sandbox;

import java.util.Locale;
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

    /** As the gateway's statuses say it, {@code approved} and {@code rejected}, or in the imperative. */
    static Optional<Outcome> parse(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "approve", "approved" -> Optional.of(APPROVE);
            case "review" -> Optional.of(REVIEW);
            case "reject", "rejected" -> Optional.of(REJECT);
            default -> Optional.empty();
        };
    }

    Outcome orWorse(Outcome other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
