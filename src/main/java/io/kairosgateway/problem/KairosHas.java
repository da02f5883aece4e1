package io.kairosgateway.problem;

import io.vertx.ext.web.RoutingContext;

/**
 * How much of a request's upload Kairos can have. What the caller is told of trying again and what becomes of the upload's hold both follow from
 * this alone, so they cannot differ.
 */
public enum KairosHas {
    /** The request is no upload, or nothing of it has been sent. */
    NOTHING,
    /** Not all of it, or Kairos has said that it does not take it: sending it again costs nothing. */
    NO_WHOLE,
    /** All of it: a verification may be paid for, whatever is known of it. */
    THE_WHOLE;

    private static final String NOTE = "upload.kairos-has";

    public static KairosHas of(RoutingContext context) {
        KairosHas noted = context.get(NOTE);
        return noted == null ? NOTHING : noted;
    }

    public void note(RoutingContext context) {
        context.put(NOTE, this);
    }
}
