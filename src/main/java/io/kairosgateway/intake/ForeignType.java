package io.kairosgateway.intake;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Pictures that are known and not taken, so that their senders hear more than a no. */
final class ForeignType {

    static final FileFinding APPLE_PNG = new FileFinding.Foreign(
            "image/png",
            "is a PNG in Apple's own form (CgBI), which only Apple's programs read: save it as a plain PNG or as JPEG");

    private static final int ENOUGH = 12;
    private static final String CONVERT = ": convert it before it is sent";

    private record Signature(int at, String text, FileFinding finding) {}

    private static final FileFinding HEIC = new FileFinding.Foreign(
            "image/heic",
            "is a HEIC picture, as iPhones take them: convert it to JPEG, or set the camera to its most compatible format");
    private static final FileFinding WEBP = foreign("image/webp", "a WebP");

    private static final Map<String, FileFinding> BRANDS =
            Map.of("avif", foreign("image/avif", "an AVIF"), "avis", foreign("image/avif", "an AVIF"));
    private static final List<String> HEIC_BRANDS =
            List.of("heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "msf1", "MiHE", "MiHB");

    private static final List<Signature> SIGNATURES = List.of(
            new Signature(0, "GIF8", foreign("image/gif", "a GIF")),
            new Signature(0, "II*\0", foreign("image/tiff", "a TIFF")),
            new Signature(0, "MM\0*", foreign("image/tiff", "a TIFF")),
            new Signature(0, "BM", foreign("image/bmp", "a BMP")),
            new Signature(8, "WEBP", WEBP));

    private ForeignType() {}

    private static FileFinding foreign(String mediaType, String name) {
        return new FileFinding.Foreign(mediaType, "is " + name + " picture" + CONVERT);
    }

    /** Whether more of the file's first bytes may show one of these. */
    static boolean possible(ByteBuffer head) {
        return head.position() < ENOUGH && "\0RGIMB".indexOf(head.get(0)) >= 0;
    }

    static FileFinding of(ByteBuffer head) {
        String text = new String(head.array(), 0, head.position(), StandardCharsets.ISO_8859_1);
        if (text.startsWith("ftyp", 4) && text.length() == ENOUGH) {
            String brand = text.substring(8);
            return HEIC_BRANDS.contains(brand) ? HEIC : BRANDS.getOrDefault(brand, FileFinding.UNKNOWN);
        }
        return SIGNATURES.stream()
                .filter(signature -> text.startsWith(signature.text(), signature.at()))
                .map(Signature::finding)
                .findFirst()
                .orElse(FileFinding.UNKNOWN);
    }
}
