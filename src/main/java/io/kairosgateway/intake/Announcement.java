package io.kairosgateway.intake;

import io.kairosgateway.problem.Particulars;
import io.kairosgateway.problem.Problem;
import io.kairosgateway.problem.ProblemException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What the head of an upload says of its body.
 *
 * @param length in bytes, -1 for chunks
 */
record Announcement(String contentType, long length) {

    private static final Pattern FORM_DATA = Pattern.compile("(?i)multipart/form-data[ \\t]*(;.*)?");

    /**
     * @param most bytes that are taken
     * @throws ProblemException when it is not worth reading on
     */
    static Announcement of(HttpServerRequest request, long most) {
        List<String> types = request.headers().getAll(HttpHeaders.CONTENT_TYPE);
        if (types.size() != 1 || !FORM_DATA.matcher(types.get(0)).matches()) {
            throw new ProblemException(
                    Problem.UNSUPPORTED_MEDIA_TYPE,
                    "Send the parts as multipart/form-data.",
                    Particulars.allowed(List.of("multipart/form-data")));
        }
        // Netty has refused requests with both a length and chunks, with two lengths, or with a length that is none.
        String declared = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        long length = declared == null ? -1 : Long.parseLong(declared);
        if (length > most) {
            throw new ProblemException(
                    Problem.REQUEST_TOO_LARGE,
                    "At most " + most + " bytes are taken.",
                    Particulars.limit(most, length));
        }
        return new Announcement(types.get(0), length);
    }
}
