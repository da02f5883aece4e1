package io.kairosgateway.ops;

import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The settings as they apply, for the log: of what may be a secret only that it is set, and how many there are. */
final class AppliedSettings {

    /** Told by the end of the name, so that a setting that comes later is masked rather than shown. */
    private static final Pattern SECRET = Pattern.compile(
            "(?i).*(keys?|secrets?|passwords?|tokens?|app-id|credentials?|tracing-headers)(-[0-9]+-?)?");

    /** Whatever stands before the host, and behind it: Redis takes a password in either place. */
    private static final Pattern ADDRESS = Pattern.compile("([a-z]+://)(?:[^/@]*@)?([^/?#]*)([^?#]*).*");

    private AppliedSettings() {}

    /**
     * @param names of the tree: what sets nothing must not look as if it applied
     * @param value of a name
     */
    static String of(Collection<String> names, Function<String, Optional<String>> value) {
        return names.stream()
                .distinct()
                .sorted()
                .map(name -> "  " + name + "=" + shown(name, value.apply(name).orElse("")))
                .collect(Collectors.joining(System.lineSeparator()));
    }

    private static String shown(String name, String value) {
        if (value.isBlank()) {
            return "(not set)";
        }
        // Variables may spell names with dots and underscores where the tree has dashes.
        if (SECRET.matcher(name.replaceAll("[^A-Za-z0-9]", "-")).matches()) {
            return "(set, " + value.split(",").length + ")";
        }
        var address = ADDRESS.matcher(value.strip());
        return address.matches() ? address.group(1) + address.group(2) + address.group(3) : value;
    }
}
