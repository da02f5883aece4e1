package io.kairosgateway.intake;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the Content-Type of a request for its boundary, as liberally as it can be done without doubt: Kairos never sees this header, but
 * {@link Boundary#contentType()}. Parameters come in any order, unknown ones say nothing, and a value needs no quotes.
 */
final class AnnouncedType {

    private static final Pattern SEPARATOR = Pattern.compile("[ \\t]*+(?:;[ \\t]*+)++|[ \\t]++$");
    private static final Pattern PARAMETER =
            Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]++)=(?:\"([^\"\\\\]*+)\"|([!-~&&[^\";\\\\]]++))");

    /** A program that looks for {@code boundary=} anywhere would find it inside another parameter. */
    private static final Pattern INNER = Pattern.compile("(?i)boundary\\*?[0-9]*\\*?\\s*=");

    private final String text;

    AnnouncedType(String text) {
        this.text = text;
    }

    Announced boundary() {
        String found = null;
        Matcher separator = SEPARATOR.matcher(text);
        Matcher parameter = PARAMETER.matcher(text);
        int at = text.indexOf(';');
        for (int number = 1; at >= 0 && at < text.length(); number++) {
            if (!separator.region(at, text.length()).lookingAt()) {
                return unreadable(number - 1);
            }
            at = separator.end();
            if (at == text.length()) {
                break;
            }
            if (!parameter.region(at, text.length()).lookingAt()) {
                return unreadable(number);
            }
            at = parameter.end();
            String name = parameter.group(1).toLowerCase(Locale.ROOT);
            String value = parameter.group(2) != null ? parameter.group(2) : parameter.group(3);
            boolean own = name.equals("boundary");
            if (own && found != null
                    || name.startsWith("boundary*")
                    || INNER.matcher(value).find()) {
                return Refusal.malformed("The Content-Type names more than one boundary, or one in pieces.");
            }
            found = own ? value : found;
        }
        return found == null || found.isEmpty()
                ? Refusal.malformed("The Content-Type has no boundary.")
                : Boundary.spelled(found);
    }

    private static Refusal unreadable(int number) {
        return Refusal.malformed("The Content-Type cannot be read at its parameter " + number + ".");
    }
}
