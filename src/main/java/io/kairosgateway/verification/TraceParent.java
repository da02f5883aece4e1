package io.kairosgateway.verification;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where in a distributed trace a verification was submitted. It travels with the verification, so that whichever replica polls or delivers
 * it goes on with the same trace.
 *
 * @param value a {@code traceparent} of version 00 (W3C Trace Context): numbers of a fixed length, and nothing that anybody could write into them
 */
public record TraceParent(String value) {

    private static final Pattern FORM = Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
    private static final int TRACE_ID = 3;
    private static final int SPAN_ID = TRACE_ID + 32 + 1;

    public TraceParent {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a traceparent");
        }
    }

    /** The one in {@code text}, or nothing when it is none. */
    public static Optional<TraceParent> parse(String text) {
        return text != null && FORM.matcher(text).matches() ? Optional.of(new TraceParent(text)) : Optional.empty();
    }

    public String traceId() {
        return value.substring(TRACE_ID, SPAN_ID - 1);
    }

    public String spanId() {
        return value.substring(SPAN_ID, value.length() - 3);
    }

    public String flags() {
        return value.substring(value.length() - 2);
    }
}
