package io.kairosgateway.problem;

import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * What a program can act on without reading the sentence: members of a problem beyond those that every problem has (RFC 9457, section 3.2).
 * Null is left out.
 *
 * @param part the name of the part that it is about
 * @param limit what may not be exceeded or fallen short of: bytes, pixels, characters
 * @param actual what came instead: a number where the limit is one, a media type where types are allowed
 * @param allowed what would be taken: names of parts, kinds, media types, values
 */
public record Particulars(String part, Long limit, Object actual, List<String> allowed) {

    public static final Particulars NONE = new Particulars(null, null, null, null);

    public Particulars {
        allowed = allowed == null ? null : List.copyOf(allowed);
    }

    public static Particulars allowed(List<String> allowed) {
        return new Particulars(null, null, null, allowed);
    }

    public static Particulars limit(long limit, Long actual) {
        return new Particulars(null, limit, actual, null);
    }

    void addTo(JsonObject problem) {
        put(problem, "part", part);
        put(problem, "limit", limit);
        put(problem, "actual", actual);
        put(problem, "allowed", allowed);
    }

    private static void put(JsonObject problem, String name, Object value) {
        if (value != null) {
            problem.put(name, value);
        }
    }
}
