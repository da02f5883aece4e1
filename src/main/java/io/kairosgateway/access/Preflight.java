package io.kairosgateway.access;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.regex.Pattern;

/**
 * Which headers a page may send (WHATWG Fetch, 3.2.2): whatever it asks for. Tracing libraries add headers of their own to every request,
 * and refusing one would refuse the request; what a header opens is decided where it is read. What is not a short list of names is not
 * sent back: the response then has the headers that the gateway reads.
 */
final class Preflight {

    static final String VARY = "Origin, Access-Control-Request-Headers";

    static final String READ_HERE = "Authorization, Content-Type, Prefer, Idempotency-Key, Last-Event-ID,"
            + " If-None-Match, X-Request-ID, traceparent, tracestate, X-Sandbox";

    private static final int LONGEST = 2048;
    private static final String NAME = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

    /** A list as a browser writes it, with blanks where a client may set them; possessive, so that it is read once. */
    private static final Pattern NAMES = Pattern.compile(NAME + "+(?:[ \t]*+,[ \t]*+" + NAME + "+)*+");

    private Preflight() {}

    static String headers(MultiMap request) {
        String asked = String.join(",", request.getAll(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS))
                .strip();
        return asked.length() <= LONGEST && NAMES.matcher(asked).matches() ? asked : READ_HERE;
    }
}
