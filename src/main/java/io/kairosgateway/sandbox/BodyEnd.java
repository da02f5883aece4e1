package io.kairosgateway.sandbox;

/** How the body of a request ended. */
enum BodyEnd {
    /** Not yet. */
    OPEN,
    /** As the framing announced it. */
    COMPLETE,
    /** The connection was closed before. */
    RESET
}
