package io.kairosgateway.intake;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A header value of a part with parameters ({@code form-data; name="selfie"}), read so that nobody reads it differently: each parameter
 * once, a token or a quoted string. A backslash stands in file names only: before a quote it escapes that, before anything else it is a
 * part of a Windows path.
 *
 * @param main what stands before the parameters, in lower case
 * @param named the parameters in their order; names in lower case, values without their quotes and otherwise as they stand
 */
record Parameters(String main, Map<String, String> named) {

    static final String FILE_NAME = "filename";
    static final String EXTENDED_FILE_NAME = "filename*";

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern MAIN = Pattern.compile(TOKEN + "(/" + TOKEN + ")?");
    private static final String PLAIN = "[^\"\\\\\\p{Cntrl}]*+";
    private static final Pattern PARAMETER = Pattern.compile(
            "; *(" + TOKEN + ")=(?:(" + TOKEN + ")|\"(" + PLAIN + "(?:\\\\[^\\p{Cntrl}]" + PLAIN + ")*+)\")");

    /** Programs that look for {@code name=} with a regular expression would find it inside a file name. */
    private static final Pattern INNER_NAME = Pattern.compile("name\\*?\\s*=", Pattern.CASE_INSENSITIVE);

    /** @return nothing when {@code text} leaves this grammar */
    static Optional<Parameters> read(String text) {
        Matcher main = MAIN.matcher(text);
        if (!main.lookingAt()) {
            return Optional.empty();
        }
        Map<String, String> named = new LinkedHashMap<>();
        Matcher parameter = PARAMETER.matcher(text);
        int at = main.end();
        boolean escaped = false;
        while (at < text.length()) {
            if (!parameter.region(at, text.length()).lookingAt()) {
                return Optional.empty();
            }
            String value = parameter.group(2) != null ? parameter.group(2) : parameter.group(3);
            String name = parameter.group(1).toLowerCase(Locale.ROOT);
            boolean readAlike = value.indexOf('\\') < 0 || name.equals(FILE_NAME) && path(value);
            // Whoever does not know escapes takes what follows one for something else.
            boolean misplaced = escaped && !name.equals(EXTENDED_FILE_NAME);
            if (!readAlike || misplaced || INNER_NAME.matcher(value).find() || named.put(name, value) != null) {
                return Optional.empty();
            }
            escaped = escaped || value.contains("\\\"");
            at = parameter.end();
        }
        return Optional.of(new Parameters(main.group().toLowerCase(Locale.ROOT), named));
    }

    /** With a backslash at its end, or a semicolon behind an escaped quote, programs differ on where the value ends. */
    private static boolean path(String value) {
        return !value.endsWith("\\") && !(value.contains("\\\"") && value.contains(";"));
    }

    String get(String name) {
        return named.get(name);
    }
}
