package io.kairosgateway.sandbox;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A way to misbehave.
 *
 * @param status the status to answer; 0 unless the mode is {@code STATUS}
 * @param times how many exchanges are hit, counted from the first; {@code Integer.MAX_VALUE} for all
 */
record Fault(Mode mode, int status, int times) {

    private static final Pattern FORM = Pattern.compile("(?:([345]\\d\\d)|([a-z]+?))(?:x(\\d{1,6}))?");
    private static final Set<Mode> ON_POST = EnumSet.complementOf(EnumSet.of(Mode.NEVER));
    private static final Set<Mode> ON_GET = EnumSet.complementOf(EnumSet.of(Mode.EARLY));

    enum Mode {
        STATUS,
        HTML,
        EMPTY,
        GARBAGE,
        MALFORMED,
        HANG,
        RESET,
        SLOW,
        EARLY,
        NEVER
    }

    /** The value of {@code fault=}, or nothing when there is no such fault. */
    static Optional<Fault> onPost(String text) {
        return parse(text, ON_POST).filter(Fault::always);
    }

    /** The value of {@code poll=}, or nothing when there is no such fault. */
    static Optional<Fault> onGet(String text) {
        return parse(text, ON_GET);
    }

    boolean always() {
        return times == Integer.MAX_VALUE;
    }

    /** The ready answer of the modes that have one, whatever was asked. */
    Optional<Answer> answer() {
        return switch (mode) {
            case STATUS -> Optional.of(Answer.error(status, "Simulated fault"));
            case HTML -> Optional.of(Answer.html());
            case EMPTY -> Optional.of(Answer.empty());
            case GARBAGE -> Optional.of(Answer.garbage());
            case MALFORMED, HANG, RESET, SLOW, EARLY, NEVER -> Optional.empty();
        };
    }

    private static Optional<Fault> parse(String text, Set<Mode> allowed) {
        Matcher form = FORM.matcher(text.toLowerCase(Locale.ROOT));
        if (!form.matches()) {
            return Optional.empty();
        }
        int times = form.group(3) == null ? Integer.MAX_VALUE : Integer.parseInt(form.group(3));
        if (form.group(1) != null) {
            return Optional.of(new Fault(Mode.STATUS, Integer.parseInt(form.group(1)), times));
        }
        return allowed.stream()
                .filter(mode -> mode != Mode.STATUS && mode.name().equalsIgnoreCase(form.group(2)))
                .findFirst()
                .map(mode -> new Fault(mode, 0, times));
    }
}
