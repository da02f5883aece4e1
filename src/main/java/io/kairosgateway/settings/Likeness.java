package io.kairosgateway.settings;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** Which of the known names a misspelt one may mean; of several the first. */
final class Likeness {

    /** A slip of the hand or two. */
    private static final int SLIPS = 2;

    /** More than these, and any short name is like any other. */
    private static final int MOST = 4;

    private Likeness() {}

    /** The one with the fewest slips; else the shortest one that has all of its words; else one that is still somewhat like it. */
    static Optional<String> nearest(String name, Collection<String> known) {
        List<String> words = words(name);
        return least(known, MOST, each -> distance(name, each))
                .filter(like -> distance(name, like) <= SLIPS)
                .or(() -> least(
                        known.stream()
                                .filter(each -> words(each).containsAll(words))
                                .toList(),
                        Integer.MAX_VALUE,
                        String::length))
                .or(() -> least(known, MOST, each -> distance(name, each)));
    }

    private static Optional<String> least(Collection<String> known, int most, ToIntFunction<String> measure) {
        return known.stream().filter(each -> measure.applyAsInt(each) <= most).min(Comparator.comparingInt(measure));
    }

    private static List<String> words(String name) {
        return Arrays.asList(name.split("_"));
    }

    /** How many characters are missing, too much, wrong, or exchanged with their neighbour. */
    static int distance(String one, String other) {
        int[][] steps = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                if (i == 0 || j == 0) {
                    steps[i][j] = i + j;
                    continue;
                }
                int same = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
                steps[i][j] = Math.min(steps[i - 1][j - 1] + same, Math.min(steps[i - 1][j], steps[i][j - 1]) + 1);
                boolean exchanged = i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1);
                if (exchanged) {
                    steps[i][j] = Math.min(steps[i][j], steps[i - 2][j - 2] + 1);
                }
            }
        }
        return steps[one.length()][other.length()];
    }
}
