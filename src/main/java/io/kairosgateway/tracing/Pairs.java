package io.kairosgateway.tracing;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** What OpenTelemetry's variables hold several of: {@code name=value,name=value}, the values percent-encoded where they have to be. */
final class Pairs {

    private Pairs() {}

    static Map<String, String> parse(String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        Arrays.stream(text.split(",")).filter(pair -> pair.contains("=")).forEach(pair -> {
            int equals = pair.indexOf('=');
            pairs.put(
                    pair.substring(0, equals).strip(),
                    decoded(pair.substring(equals + 1).strip()));
        });
        return pairs;
    }

    /** Unlike in a form, a plus stands for itself. */
    private static String decoded(String value) {
        return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
