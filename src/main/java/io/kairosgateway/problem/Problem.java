package io.kairosgateway.problem;

import java.util.Locale;

/**
 * The one catalogue of everything that can go wrong, as the caller sees it (RFC 9457). The name in lower case is the {@code code};
 * {@code retryable} tells whether the same request, sent again, may succeed without a verification being paid for twice.
 */
public enum Problem {
    // The request.
    BAD_REQUEST(400, false, "The request cannot be understood"),
    // So that a test's wish is never passed over in silence where decisions are real.
    SANDBOX_ONLY(400, false, "Only the sandbox takes the header X-Sandbox"),
    UNAUTHENTICATED(401, false, "A valid API key or client token is needed"),
    NOT_FOUND(404, false, "There is nothing here"),
    VERIFICATION_NOT_FOUND(404, false, "There is no such verification"),
    METHOD_NOT_ALLOWED(405, false, "This method is not offered here"),
    METHOD_UNKNOWN(501, false, "This method is not known here"),
    VERSION_NOT_SUPPORTED(505, false, "This version of HTTP is not spoken here"),
    NOT_ACCEPTABLE(406, false, "None of the accepted media types is offered here"),
    TOKEN_USED(409, false, "The client token has been used for an upload already"),
    IDEMPOTENCY_IN_FLIGHT(409, true, "The first request with this Idempotency-Key is still under way"),
    IDEMPOTENCY_KEY_REUSED(422, false, "The Idempotency-Key belongs to another request"),
    // Not a 5xx, which clients repeat by themselves: nothing failed now, and only the caller can decide to pay again.
    OUTCOME_UNKNOWN(409, false, "Whether the first request was submitted is not known"),
    UPLOAD_ABORTED(400, true, "The upload ended before its end"),
    UPLOAD_STALLED(408, true, "The upload came too slowly"),
    GONE(410, false, "The verification has been deleted or has expired"),
    REQUEST_TOO_LARGE(413, false, "The request is too large"),
    URI_TOO_LONG(414, false, "The address is too long"),
    HEADERS_TOO_LARGE(431, false, "The headers are too large"),
    UNSUPPORTED_MEDIA_TYPE(415, false, "This media type is not taken here"),

    // The parts of an upload.
    MALFORMED_MULTIPART(422, false, "The body is not well-formed multipart/form-data"),
    UNKNOWN_PART(422, false, "A part is not known to this kind of verification"),
    DUPLICATE_PART(422, false, "A part was sent twice"),
    MISSING_PART(422, false, "A required part is missing"),
    PART_TOO_LARGE(413, false, "A part is too large"),
    INVALID_VALUE(422, false, "A text part holds a value that is not allowed"),
    UNSUPPORTED_IMAGE(422, false, "A file is not of a type that is taken here"),
    IMAGE_DIMENSIONS(422, false, "A picture is too small or too large"),

    // The gateway.
    RATE_LIMITED(429, true, "This tenant submits too often"),
    TOO_MANY_STREAMS(429, true, "Too many wait at once"),
    INTERNAL_ERROR(500, false, "The gateway failed"),
    RESULT_UNREADABLE(500, false, "What is kept of the verification cannot be opened"),
    OVERLOADED(503, true, "The gateway is busy"),
    SHUTTING_DOWN(503, true, "This replica is going down and takes no more uploads"),
    LEDGER_UNAVAILABLE(503, true, "The state of verifications cannot be read at the moment"),

    // Kairos. Its credentials and quota are the operator's matter, and what it says in ways nobody documented is not
    // the caller's fault.
    KAIROS_CREDENTIALS(502, false, "Kairos does not accept the gateway's credentials"),
    KAIROS_FORBIDDEN(
            503, false, "Kairos refuses the gateway: its quota is used up or its credentials are not accepted"),
    KAIROS_BUSY(503, true, "Kairos takes no more requests at the moment"),
    KAIROS_UNREACHABLE(503, true, "Kairos cannot be reached"),
    KAIROS_REFUSED(502, false, "Kairos refused the request"),
    KAIROS_ERROR(502, false, "Kairos failed"),
    KAIROS_UNREADABLE(502, false, "Kairos answered in a way that cannot be read"),
    KAIROS_CONNECTION_LOST(502, false, "The connection to Kairos was lost"),
    KAIROS_TIMEOUT(504, false, "Kairos did not answer in time");

    private final int status;
    private final boolean retryable;
    private final String title;

    Problem(int status, boolean retryable, String title) {
        this.status = status;
        this.retryable = retryable;
        this.title = title;
    }

    public int status() {
        return status;
    }

    public boolean retryable() {
        return retryable;
    }

    /** Whether the request may be sent again when Kairos has so much of its upload. */
    public boolean retryable(KairosHas has) {
        return switch (has) {
            case NOTHING -> retryable;
            case NO_WHOLE -> retryable || failsUnderWay();
            case THE_WHOLE -> false;
        };
    }

    /** Whether it may meet an upload before Kairos has all of it as well as after that. */
    public boolean failsUnderWay() {
        return switch (this) {
            case INTERNAL_ERROR, KAIROS_ERROR, KAIROS_UNREADABLE, KAIROS_CONNECTION_LOST, KAIROS_TIMEOUT -> true;
            default -> false;
        };
    }

    public String title() {
        return title;
    }

    /** For what the framework refuses by itself, of which only the status is known. */
    static Problem ofStatus(int status) {
        return switch (status) {
            case 401, 403 -> UNAUTHENTICATED;
            case 404 -> NOT_FOUND;
            case 405 -> METHOD_NOT_ALLOWED;
            case 406 -> NOT_ACCEPTABLE;
            case 413 -> REQUEST_TOO_LARGE;
            case 414 -> URI_TOO_LONG;
            case 415 -> UNSUPPORTED_MEDIA_TYPE;
            case 431 -> HEADERS_TOO_LARGE;
            default -> status >= 400 && status < 500 ? BAD_REQUEST : INTERNAL_ERROR;
        };
    }

    /** The stable name for machines, such as {@code missing_part}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
