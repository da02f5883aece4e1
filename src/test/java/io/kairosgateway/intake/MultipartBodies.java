package io.kairosgateway.intake;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Builds bodies of multipart/form-data, byte for byte, for tests. What is added is written as it is, so broken bodies can be built too.
 *
 * <pre>{@code
 * byte[] body = MultipartBodies.body().jpeg("selfie", 600, 800).text("threshold", "0.6").close();
 * }</pre>
 */
public final class MultipartBodies {

    public static final String BOUNDARY = "----boundary-4711";
    public static final String CONTENT_TYPE = "multipart/form-data; boundary=" + BOUNDARY;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final String boundary;

    private MultipartBodies(String boundary) {
        this.boundary = boundary;
    }

    /** A body with {@link #BOUNDARY}, which {@link #CONTENT_TYPE} announces. */
    public static MultipartBodies body() {
        return new MultipartBodies(BOUNDARY);
    }

    public static MultipartBodies body(String boundary) {
        return new MultipartBodies(boundary);
    }

    /** A valid upload of the kind {@code full-id}: two pictures and a profile. */
    public static byte[] fullId() {
        return body().jpeg("selfie", 600, 800)
                .png("document", 800, 600)
                .text("profile", "optimal-v0")
                .close();
    }

    public MultipartBodies jpeg(String name, int width, int height) {
        return file(name, "photo.jpg", "image/jpeg", Pictures.jpeg(width, height));
    }

    public MultipartBodies png(String name, int width, int height) {
        return file(name, "photo.png", "image/png", Pictures.png(width, height));
    }

    public MultipartBodies file(String name, String filename, String type, byte[] content) {
        String disposition = "Content-Disposition: form-data; name=\"" + name + "\"; filename=\"" + filename + "\"\r\n";
        return part(disposition + "Content-Type: " + type + "\r\n", content);
    }

    public MultipartBodies text(String name, String value) {
        return part("Content-Disposition: form-data; name=\"" + name + "\"\r\n", utf8(value));
    }

    /** @param headers lines with their line breaks, without the empty line */
    public MultipartBodies part(String headers, byte[] content) {
        raw("--" + boundary + "\r\n").raw(headers).raw("\r\n");
        bytes.writeBytes(content);
        return raw("\r\n");
    }

    public MultipartBodies part(String headers, String content) {
        return part(headers, utf8(content));
    }

    public MultipartBodies raw(String text) {
        bytes.writeBytes(utf8(text));
        return this;
    }

    public MultipartBodies raw(byte[] content) {
        bytes.writeBytes(content);
        return this;
    }

    /** The body with its last delimiter and the line break that most clients send behind it. */
    public byte[] close() {
        return raw("--" + boundary + "--\r\n").bytes();
    }

    /** The body as it stands. */
    public byte[] bytes() {
        return bytes.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
