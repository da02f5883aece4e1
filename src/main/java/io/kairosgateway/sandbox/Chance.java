package io.kairosgateway.sandbox;

import java.util.List;
import java.util.SplittableRandom;

/**
 * What a seed draws for whatever is not said in words. Everything is drawn, always in this order, so that saying one thing in words changes
 * nothing else.
 *
 * @param code which of several, from 0
 * @param stretch of the usual delay, 0.5 to 2
 * @param liveness added to the usual score, as is {@code faceMatch}
 */
record Chance(Outcome outcome, int code, double stretch, double liveness, double faceMatch) {

    /** Without a seed: always what is usual. */
    static final Chance NONE = new Chance(Outcome.APPROVE, 0, 1, 0, 0);

    private static final double SCATTER = 0.0149;

    static Chance of(long seed) {
        var random = new SplittableRandom(seed);
        int tenth = random.nextInt(10);
        Outcome outcome = tenth < 6 ? Outcome.APPROVE : tenth < 8 ? Outcome.REVIEW : Outcome.REJECT;
        return new Chance(
                outcome,
                random.nextInt(Integer.MAX_VALUE),
                random.nextDouble(0.5, 2),
                random.nextDouble(-SCATTER, SCATTER),
                random.nextDouble(-SCATTER, SCATTER));
    }

    String oneOf(List<String> codes) {
        return codes.get(code % codes.size());
    }

    double liveness(Outcome decided) {
        return rounded(decided.liveness + liveness);
    }

    double faceMatch(Outcome decided) {
        return rounded(decided.faceMatch + faceMatch);
    }

    private static double rounded(double score) {
        return Math.round(score * 10_000) / 10_000.0;
    }
}
