package io.kairosgateway.bench.race;

import io.kairosgateway.intake.MultipartBodies;
import io.kairosgateway.intake.Pictures;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What clients send: real pictures, filled up behind their headers. */
final class Uploads {

    private Uploads() {}

    /** An upload of the kind that Kairos answers at once, so that for every contender all work is between request and answer. */
    static ByteBuffer liveness(int size) {
        return request(
                "liveness", multipart().file("selfie", "selfie.jpg", "image/jpeg", Pictures.jpeg(600, 800, size)));
    }

    /** An upload whose decision has to be polled; the name tells the sink when there is one. */
    static ByteBuffer document(String name, int size) {
        return request(
                "document", multipart().file("document", name + ".jpg", "image/jpeg", Pictures.jpeg(600, 800, size)));
    }

    static ByteBuffer fullId(String name, String profile) {
        byte[] picture = Pictures.jpeg(600, 800);
        return request(
                "full-id",
                multipart()
                        .file("selfie", name + ".jpg", "image/jpeg", picture)
                        .file("document", "document.jpg", "image/jpeg", picture)
                        .text("profile", profile));
    }

    private static MultipartBodies multipart() {
        return MultipartBodies.body();
    }

    private static ByteBuffer request(String kind, MultipartBodies body) {
        return Connection.request(
                "POST /v1/verifications/" + kind,
                Gateways.AUTHORIZATION + "Content-Type: " + MultipartBodies.CONTENT_TYPE + "\r\n",
                body.close());
    }

    /** The same request as a client of Kairos' own sends it. */
    static ByteBuffer toKairos(ByteBuffer request) {
        byte[] bytes = new byte[request.remaining()];
        request.duplicate().get(bytes);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        byte[] plain = text.replaceFirst("POST /v1/verifications/(\\S+)", "POST /v0.1/$1-verification")
                .getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocateDirect(plain.length).put(plain).flip();
    }
}
