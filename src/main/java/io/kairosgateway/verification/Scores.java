package io.kairosgateway.verification;

/**
 * Kairos' sums; null where Kairos gave none. Integers in its samples, but nothing promises that.
 */
public record Scores(Double reject, Double review, Double warning) {

    public static final Scores NONE = new Scores(null, null, null);
}
