package io.kairosgateway.intake;

import io.kairosgateway.problem.Problem;
import io.kairosgateway.verification.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A body that must be refused.
 *
 * @param name what is wrong with it
 * @param part the part that the refusal names, or null
 */
record BadBody(String name, Kind kind, byte[] body, Problem problem, String part) {

    static final byte[] FACE = Pictures.jpeg(300, 300);
    static final String SELFIE = "Content-Disposition: form-data; name=\"selfie\"; filename=\"a.jpg\"\r\n";

    static BadBody malformed(String name, byte[] body) {
        return new BadBody(name, Kind.LIVENESS, body, Problem.MALFORMED_MULTIPART, null);
    }

    static BadBody malformed(String name, String part, byte[] body) {
        return new BadBody(name, Kind.LIVENESS, body, Problem.MALFORMED_MULTIPART, part);
    }

    /** An upload of the kind liveness whose only part has these headers. */
    static byte[] headers(String headers) {
        return MultipartBodies.body().part(headers, FACE).close();
    }

    static byte[] content(byte[] content) {
        return MultipartBodies.body().part(SELFIE, content).close();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] joined(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    @Override
    public String toString() {
        return name;
    }
}
