package io.kairosgateway.intake;

import static io.kairosgateway.intake.BadBody.bytes;
import static io.kairosgateway.intake.BadBody.content;
import static io.kairosgateway.intake.BadBody.joined;

import io.kairosgateway.problem.Problem;
import io.kairosgateway.verification.Kind;
import java.util.Arrays;
import java.util.List;

/** Uploads whose selfie is not a picture that is taken. */
final class BadPictures {

    private static final byte[] JPEG = Pictures.jpeg(300, 300);
    private static final byte[] PNG = Pictures.png(300, 300);
    private static final String FRAME = "\u00ff\u00c0\0\u000b\u0008";

    private BadPictures() {}

    static List<BadBody> bodies() {
        return List.of(
                new BadBody("an empty file", Kind.LIVENESS, content(new byte[0]), Problem.MISSING_PART, "selfie"),
                unsupported("HTML named .jpg", bytes("<!DOCTYPE html><html></html>")),
                unsupported("text", bytes("hello")),
                unsupported("a GIF", bytes("GIF89a")),
                unsupported("a WebP", bytes("RIFF\0\0\0\0WEBPVP8 ")),
                unsupported("a HEIC", bytes("\0\0\0\u0018ftypheic")),
                unsupported("a TIFF", bytes("II*\0")),
                unsupported("a PDF as a selfie", Pictures.pdf()),
                unsupported("a line break before a JPEG", joined(bytes("\r\n"), JPEG)),
                unsupported("half a signature of a JPEG", bytes("\u00ff")),
                unsupported("only the signature of a JPEG", bytes("\u00ff\u00d8")),
                unsupported("half a signature of a PNG", Arrays.copyOf(PNG, 5)),
                unsupported("a PNG with LF only", bytes("\u0089PNG\n\u001a\n" + "\0".repeat(30))),
                unsupported("a PNG without IHDR first", bytes("\u0089PNG\r\n\u001a\n\0\0\0\rtEXt" + "\0".repeat(30))),
                unsupported("a PNG that ends in its header", Arrays.copyOf(PNG, 22)),
                unsupported("a JPEG that ends before its frame", Arrays.copyOf(JPEG, 40)),
                unsupported("a JPEG that ends in its frame header", bytes("\u00ff\u00d8" + FRAME + "\u0001")),
                unsupported("a frame header that only the delimiter completes", bytes("\u00ff\u00d8" + FRAME)),
                unsupported("a JPEG whose scan comes first", bytes("\u00ff\u00d8\u00ff\u00da\0\u0008" + FRAME)),
                unsupported("a JPEG that ends at once", bytes("\u00ff\u00d8\u00ff\u00d9" + FRAME)),
                unsupported("a JPEG in a JPEG", joined(bytes("\u00ff\u00d8"), JPEG)),
                unsupported("a JPEG with text for a marker", bytes("\u00ff\u00d8<html>")),
                unsupported("a JPEG segment of length 1", bytes("\u00ff\u00d8\u00ff\u00e0\0\u0001" + FRAME)),
                unsupported("a JPEG with only a thumbnail", thumbnailOnly()),
                unsupported("a JPEG with a thumbnail behind a lost marker", lostMarker()),
                unsupported("a JPEG with stray bytes without end", joined(bytes("\u00ff\u00d8"), new byte[70_000])),
                unsupported("a JPEG marked as a picture to come", bytes("\u00ff\u00d8\u00ff\u00de" + FRAME)),
                unsupported("an AVIF", bytes("\0\0\0\u0018ftypavif")),
                unsupported("a BMP", bytes("BM\0\0")),
                unsupported(
                        "a PNG in Apple's form", bytes("\u0089PNG\r\n\u001a\n\0\0\0\u0004CgBI\u0050\0\u0020\u0002")),
                document("HTML before a PDF", "<html>\n%PDF-1.4\n"),
                document("text before a PDF", "hello\n%PDF-1.4\n"),
                document("a PDF that begins too late", " ".repeat(1020) + "%PDF-1.4\n"),
                document("a printer's lines without a PDF", "\u001b%-12345X@PJL\r\n@PJL SET A=B\r\nhello\r\n"),
                document("blanks and no PDF", "\r\n\r\n"),
                document("a byte order mark in the middle", "\n\u00ef\u00bb\u00bf%PDF-1.4\n"),
                document("half a byte order mark", "\u00ef\u00bb%PDF-1.4\n"),
                unsized("a selfie of 200 x 200", Pictures.jpeg(200, 200)),
                unsized("a selfie of 299 x 300", Pictures.jpeg(299, 300)),
                unsized("a selfie of 300 x 299", Pictures.png(300, 299)),
                unsized("a selfie of 5001 x 300", Pictures.jpeg(5001, 300)),
                unsized("a selfie of 300 x 5001", Pictures.png(300, 5001)),
                unsized("a JPEG whose height comes later", bytes("\u00ff\u00d8" + FRAME + "\0\0\u0001\u00f4")),
                unsized("a PNG of 2^31 pixels", header("\u0080\0\0\0")),
                unsized("a PNG of no pixels", header("\0\0\0\0")),
                unsized(
                        "a small JPEG with a large thumbnail",
                        Pictures.jpegWithThumbnail(Pictures.jpeg(200, 200), Pictures.jpeg(640, 480))),
                new BadBody(
                        "a small document",
                        Kind.DOCUMENT,
                        MultipartBodies.body().png("document", 100, 900).close(),
                        Problem.IMAGE_DIMENSIONS,
                        "document"),
                new BadBody(
                        "a PDF to compare faces with",
                        Kind.BIOMETRIC,
                        MultipartBodies.body()
                                .file("image", "a.jpg", "image/jpeg", Pictures.pdf())
                                .close(),
                        Problem.UNSUPPORTED_IMAGE,
                        "image"));
    }

    private static BadBody unsupported(String name, byte[] picture) {
        return new BadBody(name, Kind.LIVENESS, content(picture), Problem.UNSUPPORTED_IMAGE, "selfie");
    }

    private static BadBody unsized(String name, byte[] picture) {
        return new BadBody(name, Kind.LIVENESS, content(picture), Problem.IMAGE_DIMENSIONS, "selfie");
    }

    private static byte[] thumbnailOnly() {
        return Arrays.copyOf(Pictures.jpegWithThumbnail(JPEG, JPEG), JPEG.length + 12);
    }

    private static BadBody document(String name, String content) {
        return new BadBody(
                name,
                Kind.DOCUMENT,
                MultipartBodies.body()
                        .file("document", "a.pdf", "application/pdf", bytes(content))
                        .close(),
                Problem.UNSUPPORTED_IMAGE,
                "document");
    }

    /** What decoders find behind the lost marker is a second beginning of a JPEG, at which they give up. */
    private static byte[] lostMarker() {
        byte[] picture = Pictures.jpegWithThumbnail(JPEG, Pictures.jpeg(80, 60));
        picture[2] = 0;
        return picture;
    }

    private static byte[] header(String width) {
        return bytes("\u0089PNG\r\n\u001a\n\0\0\0\rIHDR" + width + "\0\0\u0002\0");
    }
}
