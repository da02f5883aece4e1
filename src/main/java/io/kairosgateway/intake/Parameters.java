package io.kairosgateway.intake;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A header value with parameters ({@code text/plain; charset=utf-8}), read so that nobody reads it differently: each parameter once, a
 * token or a quoted string, and no backslash, because browsers mean it and mail programs skip it.
 *
 * @param main what stands before the parameters, in lower case
 * @param named the parameters; names in lower case
 */
record Parameters(String main, Map<String, String> named) {

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern MAIN = Pattern.compile(TOKEN + "(/" + TOKEN + ")?");
    private static final Pattern PARAMETER =
            Pattern.compile("; *(" + TOKEN + ")=(?:(" + TOKEN + ")|\"([^\"\\\\\\p{Cntrl}]*)\")");

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
        while (at < text.length()) {
            if (!parameter.region(at, text.length()).lookingAt()) {
                return Optional.empty();
            }
            String value = parameter.group(2) != null ? parameter.group(2) : parameter.group(3);
            String name = parameter.group(1).toLowerCase(Locale.ROOT);
            if (INNER_NAME.matcher(value).find() || named.put(name, value) != null) {
                return Optional.empty();
            }
            at = parameter.end();
        }
        return Optional.of(new Parameters(main.group().toLowerCase(Locale.ROOT), named));
    }

    String get(String name) {
        return named.get(name);
    }
}
