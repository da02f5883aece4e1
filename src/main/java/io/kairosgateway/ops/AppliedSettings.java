package io.kairosgateway.ops;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The settings as they apply, for the log: of what may be a secret only that it is set, and how many there are. */
final class AppliedSettings {

    /** The tree's own: a variable such as {@code GATEWAY_API_KEYS} looks like a name below {@code gateway} too, and may be anybody's. */
    private static final Pattern OURS = Pattern.compile(
            "gateway\\.(tenants|kairos|intake|watch|ledger|results|tokens|secrets|shutdown|tracing)\\..+");

    /** Told by the end of the name, so that a setting that comes later is masked rather than shown. */
    private static final Pattern SECRET = Pattern.compile(
            "(?i).*(keys?|secrets?|passwords?|tokens?|app-id|credentials?|tracing\\.headers)(\\[[0-9]+])?");

    /** Whatever stands before the host, and behind it: Redis takes a password in either place. */
    private static final Pattern ADDRESS = Pattern.compile("([a-z]+://)(?:[^/@]*@)?([^/?#]*)([^?#]*).*");

    private AppliedSettings() {}

    /** @param value of a name, null when it is not set */
    static String of(Iterable<String> names, Function<String, String> value) {
        Map<String, String> lines = StreamSupport.stream(names.spliterator(), false)
                .filter(name -> OURS.matcher(name).matches())
                .collect(Collectors.toMap(
                        Function.identity(), name -> shown(name, value.apply(name)), (one, same) -> one, TreeMap::new));
        return lines.entrySet().stream()
                .map(line -> "  " + line.getKey() + "=" + line.getValue())
                .collect(Collectors.joining(System.lineSeparator()));
    }

    private static String shown(String name, String value) {
        if (value == null || value.isBlank()) {
            return "(not set)";
        }
        if (SECRET.matcher(name).matches()) {
            return "(set, " + value.split(",").length + ")";
        }
        var address = ADDRESS.matcher(value);
        return address.matches() ? address.group(1) + address.group(2) + address.group(3) : value;
    }
}
