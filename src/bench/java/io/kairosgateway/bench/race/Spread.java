package io.kairosgateway.bench.race;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A figure of several rounds: the median, and between what it lay. */
record Spread(double median, double min, double max) {

    static <T> Spread of(List<T> rounds, ToDoubleFunction<T> figure) {
        List<Double> sorted =
                rounds.stream().mapToDouble(figure).sorted().boxed().toList();
        if (sorted.isEmpty()) {
            throw new IllegalStateException("no rounds");
        }
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return new Spread(median, sorted.get(0), sorted.get(sorted.size() - 1));
    }

    static Spread of(double only) {
        return new Spread(only, only, only);
    }

    /** Nearest rank. */
    static double percentile(List<? extends Number> sorted, int percent) {
        return sorted.get(Math.max(0, (int) Math.ceil(sorted.size() * percent / 100.0) - 1))
                .doubleValue();
    }

    @Override
    public String toString() {
        return min == max || !Double.isFinite(max)
                ? number(median)
                : number(median) + " (" + number(min) + "–" + number(max) + ")";
    }

    /** Three digits, or all before the point. */
    static String number(double value) {
        if (!Double.isFinite(value)) {
            return "–";
        }
        int decimals = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%,." + decimals + "f", value).replace(",", "\u202f");
    }
}
