package io.kairosgateway.kairos;

import io.vertx.ext.web.RoutingContext;

/**
 * The header with which tests say what a simulated Kairos is to do. It goes on to Kairos only when it was admitted, and only builds that
 * have a simulator admit any.
 */
public final class SandboxHeader {

    public static final String NAME = "X-Sandbox";

    private static final String ADMITTED = "kairos.sandbox";

    private SandboxHeader() {}

    /** Has the upload of this request carry the value. */
    public static void admit(RoutingContext context, String value) {
        context.put(ADMITTED, value);
    }

    /** What was admitted for this request, or null. */
    public static String admitted(RoutingContext context) {
        return context.get(ADMITTED);
    }
}
